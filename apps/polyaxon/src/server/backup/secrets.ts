import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What signs run tokens, the administrator's token, the installation's key: files of a data folder. */
export const SECRETS = ["secret", "token", "installation"] as const;

/** Their texts; those that are missing are made anew at the next start. */
export type Secrets = { readonly [name in (typeof SECRETS)[number]]?: string };

/** Those of a data folder. */
export function secretsIn(folder: string): Secrets {
  const found: { [name in (typeof SECRETS)[number]]?: string } = {};
  for (const name of SECRETS) {
    try {
      found[name] = readFileSync(join(folder, name), "utf8").trim();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return found;
}

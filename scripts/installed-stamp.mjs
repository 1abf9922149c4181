import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const STAMP = "node_modules/.installed-lockfile";

/**
 * Whether node_modules was installed from the lockfile as it is now, for this system. A stamp says so, rather than a
 * comparison of what lies there: a lockfile may name packages that npm never installs (optional ones of other systems,
 * leftovers), and each of them would look like something missing.
 */
export function isInstalled(folder) {
  try {
    return readFileSync(join(folder, STAMP), "utf8") === stampOf(folder);
  } catch {
    return false;
  }
}

/** After `npm ci`, which empties node_modules first: a stamp never outlives what it stands for. */
export function markInstalled(folder) {
  writeFileSync(join(folder, STAMP), stampOf(folder));
}

function stampOf(folder) {
  const hash = createHash("sha256")
    .update(readFileSync(join(folder, "package-lock.json")))
    .digest("hex");
  return `${hash} ${process.platform} ${process.arch}\n`;
}

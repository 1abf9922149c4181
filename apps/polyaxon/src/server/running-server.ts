import { folderHolder } from "@polyaxon/store";

/** Who works in a data folder at this moment, and at which address it answers where it is a server; null: nobody. */
export function runningServer(dataDir: string): { readonly pid: number; readonly address: string | null } | null {
  const holder = folderHolder(dataDir);
  return holder === null ? null : { pid: holder.pid, address: holder.details["address"] ?? null };
}

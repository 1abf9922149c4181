import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Components by name and tag. */
export interface Hub {
  names(): Promise<readonly string[]>;
  /** Of a component that there is. */
  tags(name: string): Promise<readonly string[]>;
  /** The text of a component that there is. */
  text(name: string, tag: string): Promise<Uint8Array>;
}

/** A hub that is a folder of `name/tag.yaml`; sorted by name. */
export function folderHub(folder: string): Hub {
  return {
    async names() {
      const entries = await readdir(folder, { withFileTypes: true });
      return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).toSorted();
    },
    async tags(name) {
      const files = await readdir(join(folder, name));
      return files.flatMap((file) => (file.endsWith(".yaml") ? [file.slice(0, -".yaml".length)] : [])).toSorted();
    },
    text: (name, tag) => readFile(join(folder, name, `${tag}.yaml`)),
  };
}

import { fileURLToPath } from "node:url";
import type { ProgramName } from "./program-name.ts";

/** Node with our loader, which is built beside the command line. */
export const typescriptCommand = (path: string, { member }: ProgramName) => ({
  command: process.execPath,
  args: [
    "--no-warnings",
    "--enable-source-maps",
    fileURLToPath(new URL("./program-child.js", import.meta.url)),
    path,
    ...(member === undefined ? [] : [member]),
  ],
});

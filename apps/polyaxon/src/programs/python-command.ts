import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../commands/settings.ts";
import type { ProgramName } from "./program-name.ts";
import { PYTHON_READER } from "./python-reader.ts";

/** The interpreter of the active environment, else the first Python of PATH, with our reader. */
export const pythonCommand = (env: Environment, path: string, { member = "main" }: ProgramName) => ({
  command: pythonInterpreter(env),
  args: ["-c", PYTHON_READER, path, member],
});

/** @returns a path, or a name for PATH to find */
export function pythonInterpreter(env: Environment, windows = process.platform === "win32"): string {
  const inside = windows ? ["Scripts/python.exe", "python.exe"] : ["bin/python3", "bin/python"];
  for (const folder of [env["VIRTUAL_ENV"], env["CONDA_PREFIX"]]) {
    if (folder === undefined || folder === "") continue;
    const found = inside.map((name) => join(folder, name)).find((name) => existsSync(name));
    if (found !== undefined) return found;
  }
  return windows ? "python" : "python3";
}

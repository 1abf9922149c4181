import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withOwnRun } from "./own-run-hook.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "plx-own-run-"));
  for (const folder of ["home", "work", "scratch", "packages"]) mkdirSync(join(root, folder));
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (path: string, text: string): void => {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), text);
};
const uuid = "0123456789abcdef0123456789abcdef";
const environment = (more: Readonly<Record<string, string>> = {}) => ({
  PATH: process.env["PATH"] ?? "",
  HOME: join(root, "home"),
  POLYAXON_RUN_INSTANCE: `default.digits.runs.${uuid}`,
  ...more,
});
const place = () => ({ scratch: join(root, "scratch"), workingDir: join(root, "work") });

/** As the caches of the Python package are: a file of the folder before one of the home folder. */
const MANAGER = (kind: string, file: string) => `
import json, os
class Config:
    def __init__(self, **values): self.__dict__.update(values)
class ${kind}ConfigManager:
    CONFIG = Config
    @classmethod
    def is_initialized(cls): return os.path.isfile(".polyaxon/${file}")
    @classmethod
    def get_config(cls, check=True): return cls.CONFIG(**json.load(open(".polyaxon/${file}")))
`;

describe("a process in a folder where somebody's run is cached", () => {
  it("is its own run for the Python package, and the sitecustomize that was there works on", (context) => {
    write("packages/polyaxon/__init__.py", "");
    write("packages/polyaxon/_managers/__init__.py", "");
    write("packages/polyaxon/_managers/run.py", MANAGER("Run", ".run"));
    write("packages/polyaxon/_managers/project.py", MANAGER("Project", ".project"));
    write("packages/sitecustomize.py", "import builtins; builtins.was_there = True");
    write("work/.polyaxon/.project", '{"name": "elsewhere", "owner": "default"}');
    write("work/.polyaxon/.run", '{"uuid": "another"}');
    const env = withOwnRun(environment({ PYTHONPATH: join(root, "packages") }), place());
    const script =
      "import builtins\n" +
      "from polyaxon._managers.run import RunConfigManager as run\n" +
      "from polyaxon._managers.project import ProjectConfigManager as project\n" +
      "print(run.get_config().uuid, project.get_config().name, project.is_initialized(), builtins.was_there)\n";
    const ended = spawnSync("python3", ["-c", script], { env, cwd: join(root, "work"), encoding: "utf8" });
    if (ended.error !== undefined) context.skip("needs python3");
    expect({ stdout: ended.stdout, stderr: ended.stderr }).toEqual({
      stdout: `${uuid} digits True True\n`,
      stderr: "",
    });
  });

  it("is given the hook for what its home has cached too, and nothing where nothing is", () => {
    expect(withOwnRun(environment(), place())).toEqual(environment());
    expect(readdirSync(join(root, "scratch"))).toEqual([]);
    write("home/.polyaxon/.project", "{}");
    expect(withOwnRun(environment(), place())["PYTHONPATH"]).toBe(join(root, "scratch/python"));
  });
});

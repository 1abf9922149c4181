import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chooseProject } from "./project-choice.ts";

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "project-")), "My first déjà vu!");
  mkdirSync(join(folder, ".polyaxon"), { recursive: true });
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

describe("chooseProject", () => {
  it("takes the option, else POLYAXON_PROJECT, else the cached project, else the folder's name", () => {
    writeFileSync(join(folder, ".polyaxon", ".project"), '{"name":"cached","owner":"somebody"}');
    const env = { POLYAXON_PROJECT: "me/from-env" };
    expect(chooseProject(env, "given", folder)).toEqual({ owner: "default", project: "given", projectFrom: "option" });
    expect(chooseProject(env, undefined, folder)).toEqual({
      owner: "me",
      project: "from-env",
      projectFrom: "POLYAXON_PROJECT",
    });
    expect(chooseProject({}, undefined, folder)).toMatchObject({ project: "cached", projectFrom: "cached" });
    rmSync(join(folder, ".polyaxon"), { recursive: true });
    expect(chooseProject({}, undefined, folder)).toEqual({
      owner: "default",
      project: "My-first-de-ja-vu",
      projectFrom: "folder",
    });
  });

  it("passes over a cache that is not one", () => {
    writeFileSync(join(folder, ".polyaxon", ".project"), '{"name":"../etc"}');
    expect(chooseProject({}, undefined, folder).projectFrom).toBe("folder");
    expect(chooseProject({}, undefined, "/").project).toBe("default");
  });
});

import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { apiStub } from "./testing/api-stub.ts";
import { runCli } from "./testing/run-cli.ts";
import { uuidOf } from "./testing/sample-runs.ts";

let cwd: string;
let projects: string[];
let host: string;
let close: () => Promise<void>;

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), "plx-init-"));
  projects = ["digits"];
  const stub = await apiStub(({ body, method, path }) => {
    if (method === "POST") projects.push((body as { name: string }).name);
    const name = method === "POST" ? projects.at(-1) : projects.find((each) => path.endsWith(`/${each}`));
    return name === undefined ? undefined : { body: { name, uuid: uuidOf("7") } };
  });
  host = stub.url;
  close = () => stub.close();
});
afterEach(async () => {
  await close();
  rmSync(cwd, { recursive: true });
});
const cached = () => JSON.parse(readFileSync(join(cwd, ".polyaxon/.project"), "utf8")) as unknown;

describe("polyaxon init", () => {
  it("makes the project, and writes a Polyaxonfile that is right as it stands", async () => {
    const { code, stdout } = await runCli(["init", "-p", "fresh"], { cwd, host });
    expect([code, projects]).toEqual([0, ["digits", "fresh"]]);
    expect(stdout).toBe(
      "this folder's project is fresh, created now\nwrote polyaxonfile.yaml\nwrote .polyaxonignore\nrun polyaxonfile.yaml: polyaxon run -l\n",
    );
    expect((await runCli(["check", "-f", "polyaxonfile.yaml"], { cwd })).code).toBe(0);
    expect(cached()).toEqual({ uuid: uuidOf("7"), name: "fresh", owner: "default" });
    expect(readFileSync(join(cwd, ".polyaxon/.gitignore"), "utf8")).toBe("*\n");
  });

  it("says how it is called where that is known, and in the files that others will read too does not", async () => {
    const env = { npm_command: "exec", npm_lifecycle_event: "npx" };
    const { stdout } = await runCli(["init", "-p", "fresh"], { cwd, host, env });
    expect(stdout).toContain("run polyaxonfile.yaml: npx polyaxon run -l\n");
    const written = readFileSync(join(cwd, "polyaxonfile.yaml"), "utf8");
    expect(written).toContain("-P who=you");
    expect(written + readFileSync(join(cwd, ".polyaxonignore"), "utf8")).not.toMatch(/polyaxon (?:run|[a-z]+ -)/);
  });

  it("replaces nothing that is there", async () => {
    writeFileSync(join(cwd, "polyaxon.yml"), "mine");
    writeFileSync(join(cwd, ".polyaxonignore"), "mine");
    const { stdout } = await runCli(["init", "-p", "digits", "-y"], { cwd, host });
    expect(stdout).toBe("this folder's project is digits\nrun polyaxon.yml: polyaxon run -l\n");
    expect(readdirSync(cwd).toSorted()).toEqual([".polyaxon", ".polyaxonignore", "polyaxon.yml"]);
    expect(projects).toEqual(["digits"]);
  });

  it("changes nothing when no server answers", async () => {
    await close();
    expect((await runCli(["init"], { cwd, host })).code).toBe(3);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe("polyaxon project use", () => {
  it("is for projects that exist", async () => {
    await runCli(["project", "use", "digits"], { cwd, host });
    expect(cached()).toMatchObject({ name: "digits" });
    rmSync(join(cwd, ".polyaxon"), { recursive: true });
    expect((await runCli(["project", "use", "digit"], { cwd, host })).code).toBe(4);
    expect(existsSync(join(cwd, ".polyaxon"))).toBe(false);
  });
});

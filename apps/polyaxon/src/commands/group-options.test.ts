import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { keepLastRun } from "./last-run.ts";
import { apiStub } from "./testing/api-stub.ts";
import { runCli } from "./testing/run-cli.ts";
import { pageOf, sampleRun, uuidOf } from "./testing/sample-runs.ts";

const [a, b] = [uuidOf("a"), uuidOf("b")];
let stub: Awaited<ReturnType<typeof apiStub>>;

beforeAll(async () => {
  stub = await apiStub(({ method, path }) => {
    const uuid = /runs\/([0-9a-f]{32})/.exec(path)?.[1];
    if (method === "POST") return { body: {} };
    if (path.endsWith("/statuses")) return { body: { status: "succeeded", status_conditions: [] } };
    if (path.endsWith("/artifacts/tree")) return { body: { files: {}, dirs: [] } };
    if (uuid !== undefined) return { body: sampleRun({ uuid, project: "digits" }) };
    if (path.endsWith("/runs") || path.endsWith("/projects/list")) return { body: pageOf([]) };
    return path.endsWith("default/digits") ? { body: { name: "digits", uuid: a } } : undefined;
  });
});
afterEach(() => void stub.received.splice(0));
afterAll(() => stub.close());

const asked = async (...words: string[]): Promise<readonly string[]> => {
  const { code, said } = await runCli(words, { host: stub.url });
  expect([code, said]).toEqual([0, ""]);
  return stub.received.map(({ method, path }) => `${method} ${path.replace("/api/v1/", "")}`);
};
const refused = async (...words: string[]) => (await runCli(words, { host: stub.url })).said;

describe("options before the command of a group", () => {
  it("say the run and the project, as on the Python command line", async () => {
    expect(await asked("ops", "-uid", a, "get", "--json")).toEqual([`GET orgs/default/runs/${a}`]);
    stub.received.splice(0);
    expect(await asked("ops", "-p", "digits", "ls")).toEqual(["GET default/digits/runs"]);
    stub.received.splice(0);
    expect(await asked("ops", "-p", "digits", "-uid", a, "get", "--json")).toEqual([`GET default/digits/runs/${a}`]);
    stub.received.splice(0);
    expect(await asked("project", "-p", "digits", "get", "--json")).toEqual(["GET default/digits"]);
    stub.received.splice(0);
    expect(await asked("projects", "-p", "digits", "delete", "-y")).toContain("DELETE default/digits");
  });

  it("reach commands that take several runs, and those of a group in the group", async () => {
    expect(await asked("ops", "-uid", `${a},${b}`, "archive")).toContain("POST default/digits/runs/archive");
    stub.received.splice(0);
    expect((await asked("ops", "-uid", a, "artifacts", "ls")).at(-1)).toContain(a);
    stub.received.splice(0);
    expect((await asked("ops", "artifacts", "-uid", a, "ls")).at(-1)).toContain(a);
    stub.received.splice(0);
    expect((await asked("ops", "-uid", b, "artifacts", "-uid", a, "ls")).at(-1)).toContain(a);
  });

  it("give way to what stands behind the command", async () => {
    expect(await asked("ops", "-uid", b, "get", "--uid", a, "--json")).toEqual([`GET orgs/default/runs/${a}`]);
    stub.received.splice(0);
    expect(await asked("ops", "-uid", b, "get", a, "--json")).toEqual([`GET orgs/default/runs/${a}`]);
    stub.received.splice(0);
    expect(await asked("project", "-p", "other", "get", "digits", "--json")).toEqual(["GET default/digits"]);
  });

  it("may name the project alone, where the folder remembers its last run", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "plx-group-"));
    mkdirSync(join(cwd, ".polyaxon"));
    keepLastRun(cwd, { uuid: a, project: "digits" });
    const { code, stderr } = await runCli(["ops", "-p", "digits", "get", "--json"], { host: stub.url, cwd });
    const other = await runCli(["ops", "-p", "other", "get"], { host: stub.url, cwd });
    rmSync(cwd, { recursive: true });
    expect([code, stderr]).toEqual([0, `run ${a}, the last one submitted from this folder\n`]);
    expect(stub.received.map(({ path }) => path)).toEqual([`/api/v1/default/digits/runs/${a}`]);
    expect(other.said).toMatch(/^name a run/);
  });

  it("are refused where the command has no such option, not left aside", async () => {
    expect(await refused("project", "-p", "digits", "ls")).toMatch(/^polyaxon project ls takes no --project\n/);
    expect(await refused("project", "delete", "-y")).toMatch(/^name a project: as a word, or -p NAME\n/);
    expect(stub.received).toEqual([]);
  });
});

describe("lists", () => {
  it("begin behind as many as an offset says", async () => {
    await asked("project", "ls", "--owner", "me", "-l", "5", "-off", "10");
    await asked("ops", "ls", "-p", "digits", "--offset", "0");
    await asked("ops", "ls", "-p", "digits", "--offset", "40");
    expect(stub.received.map(({ query }) => [query.get("limit"), query.get("offset")])).toEqual([
      ["5", "10"],
      ["20", null],
      ["20", "40"],
    ]);
    const last = await apiStub(() => ({ body: { results: [sampleRun({ uuid: a })], count: 41 } }));
    const { stderr } = await runCli(["ops", "ls", "-p", "digits", "--offset", "40"], { host: last.url });
    await last.close();
    expect(stderr).toBe("");
    expect((await runCli(["ops", "ls", "--offset", "-1"], { host: stub.url })).code).toBe(2);
  });

  it("pass over the first ones page by page where all are asked for", async () => {
    const runs = ["1", "2", "3", "4"].map((digit) => sampleRun({ uuid: uuidOf(digit) }));
    const pages = await apiStub(({ query }) => {
      const from = Number(query.get("cursor"));
      const next = from + 2 < runs.length ? `http://x/?cursor=${from + 2}` : null;
      return { body: { results: runs.slice(from, from + 2), count: null, next } };
    });
    const { stdout } = await runCli(["ops", "ls", "-p", "x", "--all", "--offset", "3", "--json"], { host: pages.url });
    await pages.close();
    expect(JSON.parse(stdout)).toMatchObject({ count: 4, results: [{ uuid: uuidOf("4") }] });
  });
});

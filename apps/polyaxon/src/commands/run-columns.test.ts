import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiStub } from "./testing/api-stub.ts";
import { runCli } from "./testing/run-cli.ts";
import { pageOf, sampleRun, uuidOf } from "./testing/sample-runs.ts";

const cwd = mkdtempSync(join(tmpdir(), "plx-columns-"));
let stub: Awaited<ReturnType<typeof apiStub>>;

beforeAll(async () => {
  const runs = [
    sampleRun({ uuid: uuidOf("a"), inputs: { lr: 0.1, "a.b": "x, y" }, outputs: { loss: 1 / 3 } }),
    sampleRun({
      uuid: uuidOf("b"),
      name: "best",
      tags: ["t"],
      outputs: { acc: 1 },
      pipeline: { uuid: uuidOf("c"), name: null, kind: "matrix" },
    }),
  ];
  stub = await apiStub(() => ({ body: pageOf(runs) }));
});
afterAll(async () => {
  await stub.close();
  rmSync(cwd, { recursive: true });
});

const ls = (...words: string[]) => runCli(["ops", "ls", "-p", "p", ...words], { cwd, host: stub.url });
const cells = (stdout: string) =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.split(/ {2,}/));

describe("polyaxon ops ls", () => {
  it("has the columns that were asked for, in that order; a run without such a value has an empty cell", async () => {
    const { stdout } = await ls("-c", "status,metrics.loss,params.a.b", "--columns", "pipeline");
    const [header = "", first = "", second = ""] = stdout.split("\n");
    expect(header.split(/ {2,}/)).toEqual(["status", "metrics.loss", "params.a.b", "pipeline"]);
    expect(first.trimEnd().split(/ {2,}/)).toEqual(["succeeded", "0.333333", "x, y"]);
    expect(second.indexOf(uuidOf("c"))).toBe(header.indexOf("pipeline"));
  });

  it("with -io has one for each param and each result", async () => {
    const [header] = cells((await ls("-io")).stdout);
    expect(header).toEqual([
      "uuid",
      "name",
      "kind",
      "status",
      "params.lr",
      "params.a.b",
      "outputs.loss",
      "outputs.acc",
    ]);
  });

  it.each(["nope", "metrics", "metrics.", "nope.loss", "constructor", "constructor.name"])(
    "refuses %j and names those there are, before a server is asked",
    async (name) => {
      const before = stub.received.length;
      expect((await ls("-c", name)).said).toMatch(/^there is no column "[^]*params\.NAME/);
      expect(stub.received.length).toBe(before);
    },
  );

  it("writes a file with all values in full", async () => {
    expect((await ls("--to-csv")).stdout).toBe("wrote 2 runs to results.csv\n");
    const [header = "", first = "", second = ""] = readFileSync(join(cwd, "results.csv"), "utf8").split("\n");
    expect(header).toMatch(/^uuid,name,.*,params\.lr,params\.a\.b,outputs\.loss,outputs\.acc$/);
    expect(first).toMatch(/,0\.1,"x, y",0\.3333333333333333,$/);
    expect(second).toContain('best,job,job,succeeded,,"[""t""]"');
    expect((await ls("--to-csv", "nowhere/my.csv")).said).toMatch(/^nowhere\/my\.csv cannot be written: ENOENT/);
    await ls("--to-csv", "my.csv", "-c", "uuid,metrics.acc");
    expect(readFileSync(join(cwd, "my.csv"), "utf8")).toBe(`uuid,metrics.acc\n${uuidOf("a")},\n${uuidOf("b")},1\n`);
  });
});

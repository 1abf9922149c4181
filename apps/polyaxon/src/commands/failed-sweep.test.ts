import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { apiStub } from "./testing/api-stub.ts";
import { runCli } from "./testing/run-cli.ts";
import { pageOf, sampleRun, uuidOf } from "./testing/sample-runs.ts";

const sweep = sampleRun({
  uuid: uuidOf("5"),
  kind: "matrix",
  runtime: "grid",
  status: "failed",
  inputs: { lr: 0.1, steps: 10 },
  content: JSON.stringify({
    matrix: { kind: "grid", params: { lr: {} } },
    inputs: [{ name: "lr" }, { name: "steps" }],
  }),
});
const child = sampleRun({ uuid: uuidOf("1"), status: "failed", inputs: { lr: 0.2 } });
const silent = sampleRun({ uuid: uuidOf("2"), status: "failed" });

/** A sweep, one run of which failed with exit code 3; and a run that could not start. */
let stub: Awaited<ReturnType<typeof apiStub>>;
beforeEach(async () => {
  stub = await apiStub(({ path, query }) => {
    const run = [sweep, child, silent].find(({ uuid }) => path.includes(uuid));
    if (path.endsWith("/statuses")) {
      const failure = {
        [sweep.uuid]: { reason: "SchedulerCheckPipeline", message: "1 failed" },
        [child.uuid]: { reason: "ExitCode", message: "exit code 3" },
        [silent.uuid]: { reason: "CommandNotFound", message: 'The command "x" was not found.' },
      }[run!.uuid];
      const conditions = [{ type: "failed", ...failure }];
      return { body: { uuid: run!.uuid, status: "failed", status_conditions: conditions } };
    }
    if (path.endsWith("/logs")) return { body: { logs: [{ value: "ValueError: bad lr" }], last_time: null } };
    if (path.endsWith("/logs/lines")) return { body: { lines: [], cursor: "c", done: true } };
    if (run !== undefined) return { body: run };
    const asked = query.get("query") ?? "";
    return { body: pageOf(/status:(?!failed)|metrics/.test(asked) ? [] : [child]) };
  });
});
afterEach(() => stub.close());

const cli = (...args: readonly string[]) => runCli(["ops", ...args], { host: stub.url });
const why = [
  `1 run failed; it was ${child.uuid}  lr=0.2`,
  "cause: user code: the command ended with an error (exit code 3)",
  "last log line:",
  "  ValueError: bad lr",
  `  look polyaxon ops ls -uid ${sweep.uuid} -q status:failed`,
  "",
].join("\n");

describe("a sweep with failed runs", () => {
  it("ends with the first failure and the way to the others, and ranks nothing", async () => {
    const { code, stderr } = await cli("statuses", sweep.uuid, "-w");
    expect([code, stderr.endsWith(why)]).toEqual([1, true]);
    expect(stderr).not.toContain("metric");
  });

  it("is shown with its tally and what it searches, without the defaults of that", async () => {
    const { stdout } = await cli("get", sweep.uuid);
    expect(stdout).toMatch(/^runs +1 failed\nsearches +lr\nparams +steps = 10\n/m);
    expect(stdout.endsWith(why)).toBe(true);
  });

  it("shows no defaults in the list either", async () => {
    const list = await apiStub(() => ({ body: pageOf([sweep]) }));
    const { stdout } = await runCli(["ops", "ls", "-p", "demo"], { host: list.url });
    await list.close();
    expect(stdout).not.toContain("lr=0.1");
  });

  it("is not deleted before somebody has read how many runs go with it", async () => {
    const { code, said } = await cli("delete", sweep.uuid);
    expect([code, said]).toEqual([
      2,
      `delete sweep ${sweep.uuid} and its runs (1 failed), with all results? nobody is here to answer\nsay it beforehand: -y`,
    ]);
  });

  it("has no log, and says where the logs are", async () => {
    expect(await cli("logs", sweep.uuid)).toMatchObject({
      code: 0,
      stdout: "",
      stderr: `a sweep has no log of its own, its runs have\n  runs polyaxon ops ls -uid ${sweep.uuid}\n`,
    });
  });
});

describe("the log of a run that could not start", () => {
  it("is empty, with the reason", async () => {
    expect((await cli("logs", silent.uuid)).stderr).toBe(
      'this run has written no log: it is failed\ncause: it could not be started\n       The command "x" was not found.\n',
    );
  });
});

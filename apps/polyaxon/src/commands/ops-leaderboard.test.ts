import { afterEach, describe, expect, it } from "vitest";
import { type Answer, apiStub, type Received } from "./testing/api-stub.ts";
import { runCli } from "./testing/run-cli.ts";
import { pageOf, sampleRun, uuidOf } from "./testing/sample-runs.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
const serve = async (answer: (request: Received) => Answer) => {
  const stub = await apiStub(answer);
  closers.push(() => stub.close());
  return stub;
};

describe("polyaxon ops leaderboard", () => {
  it("ranks by the metric asked for and passes untrusted text safely as JSON", async () => {
    const sweep = sampleRun({ uuid: uuidOf("5"), kind: "matrix", name: "x\u009b2J" });
    const child = sampleRun({ uuid: uuidOf("1"), name: "y\u009b2J", outputs: { speed: 3 } });
    const { received, url } = await serve(({ path }) => ({ body: path.includes("/orgs/") ? sweep : pageOf([child]) }));
    const { stdout } = await runCli(
      ["ops", "leaderboard", "-uid", sweep.uuid, "--metric", "speed", "--minimize", "--json"],
      { host: url },
    );
    expect(stdout).not.toContain("\u009b");
    expect(JSON.parse(stdout)).toMatchObject({
      objective: { metric: "speed", direction: "minimize" },
      ranked: [{ rank: 1, run: { name: "y\u009b2J" } }],
    });
    expect(received.at(-1)?.query.get("sort")).toBe("metrics.speed,created_at,uuid");
  });

  it("names the metrics there are when nobody has logged the one asked for", async () => {
    const sweep = sampleRun({ uuid: uuidOf("5"), kind: "matrix" });
    const child = sampleRun({ uuid: uuidOf("1"), outputs: { val_loss: 3 } });
    const { url } = await serve(({ path, query }) => {
      if (path.includes("/orgs/")) return { body: sweep };
      return { body: pageOf(query.get("query")?.includes("metrics.") === true ? [] : [child]) };
    });
    const { stderr } = await runCli(["ops", "leaderboard", sweep.uuid, "--metric", "val_los"], { host: url });
    expect(stderr).toBe(
      'no run of this sweep has logged "val_los" as a number\nits runs have logged val_loss: choose one with --metric NAME\n',
    );
  });

  it.each([
    ["ends with 2 when the sweep has ended", "succeeded", ["--metric", "val_los"], 2],
    ["ends with 2 for programs too", "failed", ["--metric", "val_los", "--json"], 2],
    ["ends with 0 while a run may still log it", "running", ["--metric", "val_los"], 0],
    ["ends with 0 when nobody asked for a metric", "succeeded", [], 0],
  ])("without a run that has the metric: %s", async (_, status, words, expected) => {
    const sweep = sampleRun({ uuid: uuidOf("5"), kind: "matrix", status });
    const { url } = await serve(({ path }) => ({ body: path.includes("/orgs/") ? sweep : pageOf([]) }));
    expect((await runCli(["ops", "leaderboard", sweep.uuid, ...words], { host: url })).code).toBe(expected);
  });

  it("is for sweeps only, and names the sweep of one of its runs", async () => {
    const child = sampleRun({ uuid: uuidOf("1"), pipeline: { uuid: uuidOf("5"), kind: "matrix" } });
    const { url } = await serve(() => ({ body: child }));
    const { code, said } = await runCli(["ops", "leaderboard", child.uuid], { host: url });
    expect([code, said]).toEqual([
      2,
      `run ${child.uuid} is no sweep but a job: there is nothing to rank\nits sweep: polyaxon ops leaderboard -uid ${uuidOf("5")}`,
    ]);
  });

  it("refuses both directions at once", async () => {
    expect((await runCli(["ops", "leaderboard", "-uid", uuidOf("5"), "--maximize", "--minimize"])).code).toBe(2);
  });
});

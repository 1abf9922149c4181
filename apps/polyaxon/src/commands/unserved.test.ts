import { createClient } from "@polyaxon/client";
import picocolors from "picocolors";
import { afterEach, describe, expect, it } from "vitest";
import { type Answer, apiStub } from "./testing/api-stub.ts";
import type { CliContext } from "./cli-context.ts";
import { runCli } from "./testing/run-cli.ts";
import { pageOf, sampleRun, uuidOf } from "./testing/sample-runs.ts";
import { tellUnserved } from "./unserved.ts";

const WHY = "no agent is connected: start one with `polyaxon agent`";
const run = sampleRun({ uuid: uuidOf("b"), status: "queued" });
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function server(unserved: () => Answer) {
  let status = "queued";
  const stub = await apiStub(({ path }) => {
    if (path.endsWith("/unserved")) return unserved();
    if (path.endsWith("/statuses")) return { body: { uuid: run.uuid, status, status_conditions: [{ type: status }] } };
    if (path.endsWith("/events")) return undefined;
    return path.includes("/runs/") ? { body: { ...run, status } } : undefined;
  });
  closers.push(() => stub.close());
  return { host: stub.url, end: () => void (status = "succeeded") };
}

it("ops get says why no agent will take a queued run; a server that does not know the question does no harm", async () => {
  const { host } = await server(() => ({ body: { waits: true, why: WHY } }));
  expect((await runCli(["ops", "get", "-uid", run.uuid], { host })).stdout).toContain(`queued: ${WHY}`);
  const old = await server(() => undefined);
  const { code, stdout } = await runCli(["ops", "get", "-uid", run.uuid], { host: old.host });
  expect([code, stdout]).toEqual([0, expect.stringContaining("waits for a free slot of an agent")]);
});

describe("watching a sweep none of whose runs starts", () => {
  const sweep = sampleRun({ uuid: uuidOf("5"), kind: "matrix", status: "running", meta_info: { total: 2 } });
  const watch = async (terminal?: number) => {
    let ended = false;
    const stub = await apiStub(({ path, query }) => {
      if (path.endsWith("/unserved")) return { body: { waits: true, why: WHY } };
      const status = ended ? "stopped" : "running";
      if (path.includes(sweep.uuid)) return { body: { ...sweep, status, finished_at: null } };
      const asked = query.get("query") ?? "";
      return { body: pageOf(/metrics|status:(?!queued)/.test(asked) ? [] : [run]) };
    });
    closers.push(() => stub.close());
    const onSleep = (count: number): void => void (count === 30 && (ended = true));
    const args = ["ops", "statuses", sweep.uuid, "-w"];
    const { stderr } = await runCli(args, {
      host: stub.url,
      onSleep,
      ...(terminal === undefined ? {} : { terminal }),
    });
    return { stderr, questions: stub.received.filter(({ path }) => path.endsWith("/unserved")).length };
  };

  it("says why, once, where lines are printed, and asks now and then", async () => {
    const { questions, stderr } = await watch();
    expect(stderr.split(`queued  ${WHY}\n`)).toHaveLength(2);
    expect(questions).toBe(2);
  });

  it("draws it below the progress, within the terminal", async () => {
    const { stderr } = await watch(60);
    expect(stderr).toContain("queued  no agent is connected: start one with `polyaxon\n        agent`\n");
  });
});

it("watching says it once, on stderr with the result on stdout, after a while without news", async () => {
  const { host, end } = await server(() => ({ body: { waits: true, why: WHY } }));
  const onSleep = (count: number): void => void (count === 30 && end());
  const { stdout, stderr } = await runCli(["ops", "get", "-uid", run.uuid, "-w"], { host, onSleep });
  expect(stderr.split(WHY)).toHaveLength(2);
  expect(stdout).not.toContain(WHY);
});

it("beside a log it is said once, as soon as it is so, and not asked again once an agent has the run", async () => {
  const tell = async (answers: Answer[]): Promise<{ readonly said: string; readonly pauses: readonly number[] }> => {
    const { host } = await server(() => answers.shift());
    const pauses: number[] = [];
    let said = "";
    const err = { width: () => Number.POSITIVE_INFINITY, colors: picocolors.createColors(false) };
    const context = {
      sleep: async (ms: number) => void pauses.push(ms),
      connect: () => createClient({ host, service: "test" }),
      err: { ...err, write: (text: string) => void (said += text) },
    } as unknown as CliContext;
    await tellUnserved(context, run, new AbortController().signal);
    return { said, pauses };
  };
  const busy = { body: { waits: true, why: null } };
  expect(await tell([busy, { body: { waits: true, why: WHY } }])).toEqual({
    said: `queued  ${WHY}\n`,
    pauses: [4_000, 15_000],
  });
  expect(await tell([busy, { body: { waits: false, why: null } }])).toMatchObject({ said: "" });
});

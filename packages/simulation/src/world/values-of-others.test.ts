import {
  advance,
  allowAll,
  createScheduler,
  type JsonObject,
  prepareSubmission,
  type RunId,
} from "@polyaxon/orchestrator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelStore } from "../model/model-store.ts";

/* The real scheduler, `advance` and look-ups, over the model of the store. */
const NOW = Date.UTC(2026, 0, 1);
const id = (index: number): RunId => index.toString(16).padStart(32, "0") as RunId;
const store = modelStore();
const ALL = { limit: 100, offset: 0, withCount: false };
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
let tokens = 0;
const scheduler = createScheduler({
  store,
  advance,
  checkAccess: allowAll,
  clock: { now: () => NOW, monotonic: () => 0 },
  ids: { runId: () => id(0), uuid: () => "u", token: () => `token-${(tokens += 1)}` },
  logger: quiet,
});

async function makeProject(name: string): Promise<void> {
  const empty = { description: null, tags: [], readme: null, user: null };
  await store.createProject({ uuid: name, name, ...empty, createdAt: NOW });
}

async function ended(index: number, outputs: JsonObject, project = "p"): Promise<void> {
  const request = { uuid: id(index), project, content: null, managedBy: "user", user: null, now: NOW + index } as const;
  const prepared = prepareSubmission({ ...request, name: `run-${index}`, tags: ["base"] });
  if (prepared.kind !== "ready") throw new Error(prepared.messages.join());
  await store.createRuns([prepared.run]);
  await store.patchRun(id(index), { outputs }, { now: NOW });
  await store.addCondition(id(index), { type: "succeeded" }, { now: NOW });
}

/** Submits, and waits until it is decided. */
async function decided(index: number, more: object, inputs: readonly object[]) {
  const component = { inputs, run: { kind: "job", container: { command: ["true"] } } };
  const content = JSON.stringify({ version: 1.1, kind: "operation", component, ...more });
  const request = { uuid: id(index), project: "p", content, managedBy: "agent", user: null, now: NOW } as const;
  const prepared = prepareSubmission(request);
  if (prepared.kind !== "ready") throw new Error(prepared.messages.join());
  await store.createRuns([prepared.run]);
  await expect.poll(async () => (await store.getRun(id(index)))?.status).not.toBe("created");
  const run = await store.getRun(id(index));
  const { results } = await store.listEdges(id(index), "upstream", ALL);
  const edges = results.map(({ kind, params, run: { uuid } }) => ({ kind, params, from: uuid }));
  return { status: run?.status, inputs: run?.inputs, message: run?.lastCondition?.message, edges };
}

beforeAll(async () => {
  await makeProject("p");
  await makeProject("other");
  await ended(1, { lr: 0.25, best: 0 });
  await ended(2, { lr: 0.5, loss: 2 });
  await ended(3, { loss: 1 });
  await ended(4, { lr: 9 }, "other");
  scheduler.start();
});
afterAll(() => scheduler.stop());

describe("a run that names other runs", () => {
  const lr = { name: "lr", type: "float" };

  test("takes its params from them, and remembers from whom", async () => {
    const params = {
      lr: { ref: `runs.${id(1)}`, value: "outputs.lr" },
      best: { ref: `runs.${id(1)}`, value: "outputs.best", contextOnly: true },
    };
    expect(await decided(10, { params }, [lr])).toMatchObject({
      status: "queued",
      inputs: { lr: 0.25 },
      edges: [{ kind: "run", from: id(1), params: { lr: "outputs.lr", best: "outputs.best" } }],
    });
  });

  test("ends with the reason when there is no such run in its project, or no such value", async () => {
    const of = (ref: string) => ({ params: { lr: { ref: `runs.${ref}`, value: "outputs.lr" } } });
    expect(await decided(11, of(id(99)), [lr])).toMatchObject({
      status: "failed",
      message: `params.lr.ref: there is no run ${id(99)} in the project p`,
      edges: [],
    });
    expect(await decided(12, of(id(4)), [lr])).toMatchObject({ status: "failed" });
    expect(await decided(13, of(id(3)), [lr])).toMatchObject({
      status: "failed",
      message: `params.lr: the run ${id(3)} (succeeded) has no \`outputs.lr\``,
    });
  });

  test("takes a list of values of the runs that a query finds, which may use its own params", async () => {
    const inputs = [
      { name: "most", type: "float", value: 5 },
      { name: "losses", type: "float", isList: true },
    ];
    const joins = [
      {
        query: "metrics.loss:<={{ most }}, tags:base",
        sort: "metrics.loss",
        limit: 10,
        params: {
          losses: { value: "outputs.loss" },
          who: { value: "globals.uuid", contextOnly: true },
          rates: { value: "outputs.lr", contextOnly: true },
        },
      },
    ];
    const taken = { losses: "outputs.loss", who: "globals.uuid", rates: "outputs.lr" };
    const answer = await decided(14, { joins }, inputs);
    expect(answer).toMatchObject({ status: "queued", inputs: { most: 5, losses: [1, 2] } });
    expect(answer.edges).toEqual([
      { kind: "join", from: id(3), params: taken },
      { kind: "join", from: id(2), params: taken },
    ]);
    expect((await store.getRun(id(14)))?.content).toContain(JSON.stringify([null, 0.5]));
  });

  test("ends with the place of what is wrong in its query", async () => {
    const joins = [{ query: "stauts:done", params: { all: { value: "outputs.loss", contextOnly: true } } }];
    expect(await decided(15, { joins }, [])).toMatchObject({
      status: "failed",
      message: expect.stringMatching(/^joins\[0\]\.query: .*status/) as string,
    });
  });

  test("takes no more than memory has room for, and says which join asks for too much", async () => {
    const large = "x".repeat(900_000);
    for (let index = 20; index < 30; index += 1) await ended(index, { large, [`only${index}`]: 1 });
    const query = "name:run-20|run-21|run-22|run-23|run-24|run-25|run-26|run-27|run-28|run-29";
    const two = (path: string, more: object = {}) => {
      const params = { all: { value: path, contextOnly: true } };
      const second = { query, sort: "created_at", params: { more: params.all }, ...more };
      return { joins: [{ query: "name:run-20", params }, second] };
    };
    expect(await decided(16, two("outputs.large"), [])).toMatchObject({
      status: "failed",
      message: expect.stringMatching(/^joins\[1\]: the values of the first 8 runs .* 8,000,000 characters/) as string,
      edges: [],
    });
    const few = await decided(17, two("outputs.large", { offset: 1, limit: 7 }), []);
    expect(few).toMatchObject({ status: "queued" });
    expect(few.edges.map(({ from }) => from).toSorted()).toEqual([20, 21, 22, 23, 24, 25, 26, 27].map(id));
    expect(await decided(18, two("outputs.only25"), [])).toMatchObject({ status: "queued" });
  });
});

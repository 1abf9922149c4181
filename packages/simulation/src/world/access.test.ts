import { type AccessQuestion, advance, createScheduler, prepareSubmission, type RunId } from "@polyaxon/orchestrator";
import { expect, test } from "vitest";
import { modelStore } from "../model/model-store.ts";

const NOW = Date.UTC(2026, 0, 1);
const id = (index: number): RunId => index.toString(16).padStart(32, "0") as RunId;
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** What becomes of operations whose user may use nothing called `secret`, and what is asked about each. */
async function compiledUnder(operations: readonly string[]) {
  const store = modelStore();
  const asked: AccessQuestion[] = [];
  let tokens = 0;
  const scheduler = createScheduler({
    store,
    advance,
    checkAccess: (question) => {
      asked.push(question);
      const names = Object.values(question).flat();
      return Promise.resolve(names.includes("secret") ? [`${question.user}: \`secret\` is not yours`] : []);
    },
    clock: { now: () => NOW, monotonic: () => 0 },
    ids: { runId: () => id(0), uuid: () => "u", token: () => `token-${(tokens += 1)}` },
    logger: quiet,
  });
  await store.createProject({
    uuid: "f".repeat(32),
    name: "p",
    description: null,
    tags: [],
    readme: null,
    user: null,
    createdAt: NOW,
  });
  for (const [index, content] of operations.entries()) {
    const prepared = prepareSubmission({
      uuid: id(index + 1),
      project: "p",
      managedBy: "agent",
      user: "ada",
      now: NOW,
      content,
    });
    if (prepared.kind !== "ready") throw new Error(JSON.stringify(prepared));
    await store.createRuns([prepared.run]);
  }
  scheduler.start();
  await expect
    .poll(async () =>
      (await Promise.all(operations.map((_, index) => store.getRun(id(index + 1))))).every(
        (run) => run?.status !== "created",
      ),
    )
    .toBe(true);
  await scheduler.stop();
  const runs = await Promise.all(operations.map((_, index) => store.getRun(id(index + 1))));
  return { asked, runs: runs.map((run) => [run?.status, run?.lastCondition?.message ?? null]) };
}

const job = (fields: string, run = "") => `version: 1.1
kind: operation
params: {which: {value: secret, contextOnly: true}}
${fields}
component: {run: {kind: job, container: {image: i}${run}}}`;

test("names that templates make are asked for when the run is compiled, wherever they stand; those asked before are not", async () => {
  const { asked, runs } = await compiledUnder([
    job('queue: "{{ which }}"'),
    job("", ', connections: ["{{ which }}"]'),
    job("", ', connections: "{{ [which] }}"'),
    job("", ', init: [{connection: "{% if true %}{{ which }}{% endif %}"}]'),
    job('presets: ["{{ which }}"]'),
    job('namespace: "{% if true %}secret{% endif %}"'),
    job("queue: open", ', connections: ["{{ which[:0] }}mine"]'),
    job("queue: open", ", connections: [mine]"),
  ]);
  const refused = ["failed", "ada: `secret` is not yours"];
  expect(runs).toEqual([...Array.from({ length: 6 }, () => refused), ["queued", null], ["queued", null]]);
  const one = { user: "ada", project: "p", connections: [], queues: [], namespaces: [], presets: [] };
  expect(asked).toHaveLength(7);
  expect(asked.at(-1)).toEqual({ ...one, connections: ["mine"] });
});

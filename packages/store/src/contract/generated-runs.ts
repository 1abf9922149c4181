import type { ArtifactRecord, Json, JsonObject, ManualEdge, NewRun, RunId } from "@polyaxon/orchestrator";
import fc from "fast-check";
import { newRun, runId } from "./harness.ts";

/** Words that data and queries draw from, so that they meet. */
export const WORDS = [
  "adam",
  "Adam",
  "sgd",
  "a b",
  "É",
  "é",
  "%",
  "_x",
  "x%y",
  "\u{1F600}",
  "\uE000",
  "nil",
  "true",
  "1",
];
export const NAMES = ["base", "Base_1", "base%2", "a-base", "É-base", "x", "run 7", "\u{1F600}", null];
export const NUMBERS = [0, -0, 1, -1, 0.1, 0.5, 2.5, 1e-7, 1e21, 2 ** 53, 2 ** 53 + 2, -(2 ** 60)];
export const KEYS = ["lr", "opt", "loss", "deep", "val/loss", "x-y.z"];
export const TIMES = ["2026-01-30", "2026-01-31", "2026-02-01"].map((day) => Date.parse(day));
export const STATUSES = ["running", "succeeded", "failed", "stopped"] as const;
const LONG = "long".repeat(100);

const nullable = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { nil: null, freq: 2 });
const oneOf = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const time = fc.tuple(oneOf(TIMES), fc.nat(90_000_000)).map(([day, more]) => day + more);

const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: oneOf(NUMBERS) },
  { weight: 5, arbitrary: oneOf([...WORDS, LONG, `${LONG}!`, "", "0.1", "w\0ord"]) },
  { weight: 2, arbitrary: fc.boolean() },
  { weight: 2, arbitrary: oneOf([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2n ** 70n]) },
  { weight: 1, arbitrary: oneOf<Json>([null, [], [1], { lr: 1 }]) },
);
const document = fc.dictionary(oneOf(KEYS), value, { maxKeys: 5 }) as fc.Arbitrary<JsonObject>;

const attributes = fc.record({
  name: oneOf(NAMES),
  description: nullable(oneOf(NAMES)),
  tags: fc.uniqueArray(oneOf([...WORDS, "keep"]), { maxLength: 3 }),
  user: nullable(oneOf(["ada", "bob"])),
  runtime: nullable(oneOf(["job", "service", "tfjob"])),
  managedBy: oneOf(["agent", "cli", "user"] as const),
  pending: nullable(oneOf(["approval", "upload"] as const)),
  inputs: nullable(document),
  outputs: nullable(document),
  metaInfo: fc.dictionary(oneOf(["has_model", "iteration", "is_hook"]), oneOf<Json>([true, false, 1, "x"]), {
    maxKeys: 2,
  }),
  createdAt: time,
  original: nullable(fc.record({ at: fc.nat(200), kind: oneOf(["copy", "restart", "cache"] as const) })),
  pipeline: nullable(fc.nat(4)),
  imported: fc.record({
    status: oneOf(STATUSES),
    conditions: fc.constant([]),
    startedAt: nullable(time),
    finishedAt: nullable(time),
    waitTime: nullable(oneOf([0, 1.5, 60])),
    duration: nullable(oneOf([0, 0.25, 3600])),
  }),
});

/** Runs of every kind that the query language can tell apart; the first five are parents. The same ones each time. */
export function generatedRuns(count: number): readonly NewRun[] {
  return fc.sample(attributes, { numRuns: count, seed: 20_260_131 }).map(({ original, pipeline, ...more }, index) => ({
    ...newRun(index, more),
    kind: index < 5 ? ((["matrix", "dag"] as const)[index % 2] ?? "dag") : index % 7 === 0 ? "service" : "job",
    original: original === null || index === 0 ? null : { uuid: runId(original.at % index), kind: original.kind },
    pipeline: pipeline === null || index < 5 ? null : runId(pipeline),
    controller: pipeline === null || index < 5 ? null : runId(0),
  }));
}

const artifact = fc.record({
  name: oneOf(["model", "data", "0a1b2c"]),
  kind: oneOf(["model", "coderef", "file"]),
  state: oneOf(["s1", "s2"]),
  isInput: fc.boolean(),
});

const bound = oneOf<Json>([...NUMBERS, "NaN", "Infinity", null]);
const metric = fc.record({
  name: oneOf(KEYS),
  summary: fc.oneof(
    fc.record({ metric: fc.record({ min: bound, max: bound }) }),
    fc.constant<JsonObject>({ metric: 1 }),
    fc.constant<JsonObject>({}),
  ),
});

/** What some of them used and made. */
export function generatedArtifacts(
  runs: readonly NewRun[],
): ReadonlyMap<RunId, readonly Omit<ArtifactRecord, "run">[]> {
  const lists = fc.sample(
    fc.uniqueArray(artifact, { minLength: 1, maxLength: 3, selector: ({ name, state }) => `${name} ${state}` }),
    { numRuns: Math.ceil(runs.length / 3), seed: 7 },
  );
  const series = fc.sample(fc.uniqueArray(metric, { maxLength: 3, selector: ({ name }) => name }), {
    numRuns: lists.length,
    seed: 13,
  });
  return new Map(
    lists.map((list, index) => {
      const run = runs[index * 3]?.uuid ?? runId(0);
      const logged = (series[index] ?? []).map((one) => ({ ...one, kind: "metric", state: run, isInput: false }));
      return [run, [...list.map((one) => ({ ...one, summary: {} })), ...logged].map((one) => ({ ...one, path: null }))];
    }),
  );
}

/** A few runs in the middle of others: no two of them share an edge, so each can set its own. */
export function generatedEdges(runs: readonly NewRun[]): ReadonlyMap<RunId, readonly ManualEdge[]> {
  const hubs = runs.filter((_, index) => index % 16 === 9);
  const others = runs.filter((_, index) => index % 16 !== 9).map(({ uuid }) => uuid);
  const edge = fc.record({ run: oneOf(others), isUpstream: fc.boolean(), params: fc.constant(null) });
  const lists = fc.sample(
    fc.uniqueArray(edge, { minLength: 1, maxLength: 6, selector: ({ run, isUpstream }) => `${run} ${isUpstream}` }),
    { numRuns: hubs.length, seed: 11 },
  );
  return new Map(lists.map((list, index) => [hubs[index]?.uuid ?? runId(0), list]));
}

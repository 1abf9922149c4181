import { expect, it } from "vitest";
import type { RunRecord } from "../ports/records.ts";
import { findJoin, type Lookup } from "./find-join.ts";

const run = { uuid: "0".repeat(32), project: "p" } as RunRecord;
const params = { all: "outputs.loss" };
const need = { kind: "join", index: 2, query: "name:a", sort: null, limit: null, offset: null, params } as const;
const room = { takes: () => true };
const unused = () => Promise.reject(new Error("not asked"));
const storeOf = (listRuns: Lookup["listRuns"]): Lookup => ({ getRun: unused, listArtifacts: unused, listRuns });

it("reads large runs few at a time, small ones many at a time, each once", async () => {
  const runs = Array.from({ length: 1_200 }, (_, at) => ({
    ...run,
    uuid: String(at + 1).padStart(32, "0"),
    inputs: null,
    metaInfo: {},
    outputs: { loss: at, more: "x".repeat(at < 30 ? 1_000_000 : 0) },
  })) as unknown as RunRecord[];
  const limits: number[] = [];
  const store = storeOf((_project, { after, limit }) => {
    limits.push(limit);
    const start = Number(after ?? 0);
    const end = start + limit;
    return Promise.resolve({ results: runs.slice(start, end), count: null, next: end < runs.length ? `${end}` : null });
  });
  const answer = await findJoin(store, run, { ...need, offset: 1, limit: 1_100 }, room);
  expect(answer).toMatchObject({ values: { all: Array.from({ length: 1_100 }, (_, at) => at + 1) } });
  expect(limits.slice(0, 11)).toEqual([10, ...Array.from({ length: 10 }, () => 2)]);
  expect(Math.max(...limits)).toBe(500);
});

it("of a query that takes too long ends with the reason: it would take as long again", async () => {
  const slow = storeOf(() => Promise.reject(Object.assign(new Error("too long"), { code: "too-slow" })));
  expect(await findJoin(slow, run, need, room)).toBe("joins[2].query: too long");
});

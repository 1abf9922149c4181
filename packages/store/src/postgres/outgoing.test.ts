import type { CompiledQuery } from "kysely";
import { describe, expect, test } from "vitest";
import type { TogetherCall } from "../statement.ts";
import { joinLane, type Lane, laneWithin, Outgoing } from "./outgoing.ts";

const READ = { sql: "read", query: { kind: "SelectQueryNode" } } as CompiledQuery;
const WRITE = { sql: "write", query: { kind: "UpdateQueryNode" } } as CompiledQuery;
const OTHER = { sql: "other", query: { kind: "InsertQueryNode" } } as CompiledQuery;

const call = (params: Readonly<Record<string, unknown>>, combine: TogetherCall["combine"] = null): TogetherCall => ({
  names: ["id"],
  params,
  combine,
  bind: ({ id }) => [id],
});

/** The steps as `statement: what it names, ...`. */
const steps = (outgoing: Outgoing): string[] =>
  outgoing.take().map(({ calls, query }) => `${query.sql}: ${[...calls.keys()].join(", ")}`);

describe("statements of works that go on beside each other", () => {
  test("make as many steps as one of the works would", () => {
    const outgoing = new Outgoing();
    for (const id of [1, 2, 3]) {
      const lane: Lane = { last: 0 };
      outgoing.add(lane, WRITE, call({ id })).catch(() => {});
      outgoing.add(lane, OTHER, call({ id })).catch(() => {});
    }
    expect(steps(outgoing)).toEqual(["write: 1, 2, 3", "other: 1, 2, 3"]);
  });

  test("keep the order of each work", () => {
    const outgoing = new Outgoing();
    const [first, second]: [Lane, Lane] = [{ last: 0 }, { last: 0 }];
    outgoing.add(first, WRITE, call({ id: 1 })).catch(() => {});
    outgoing.add(second, OTHER, call({ id: 2 })).catch(() => {});
    // After its `other`, so not in the first step.
    outgoing.add(second, WRITE, call({ id: 2 })).catch(() => {});
    expect(steps(outgoing)).toEqual(["write: 1", "other: 2", "write: 2"]);
  });

  test("within another come after what it called, and before what it calls next", () => {
    const outgoing = new Outgoing();
    const outer: Lane = { last: 0 };
    outgoing.add({ last: 0 }, WRITE, call({ id: 1 })).catch(() => {});
    outgoing.add(outer, OTHER, call({ id: 2 })).catch(() => {});
    const inner = [3, 4].map((id) => ({ id, lane: laneWithin(outer) }));
    for (const { id, lane } of inner) outgoing.add(lane, WRITE, call({ id })).catch(() => {});
    for (const { lane } of inner) joinLane(outer, lane);
    outgoing.add(outer, OTHER, call({ id: 5 })).catch(() => {});
    expect(steps(outgoing)).toEqual(["write: 1", "other: 2", "write: 3, 4", "other: 5"]);
  });

  test("change the same thing one after the other, unless their changes come to one", () => {
    const outgoing = new Outgoing();
    for (const at of [5, 3]) outgoing.add({ last: 0 }, WRITE, call({ id: 1, at })).catch(() => {});
    expect(steps(outgoing)).toEqual(["write: 1", "write: 1"]);

    const earliest = (a: { id: number; at: number }, b: typeof a): typeof a => ({ id: a.id, at: Math.min(a.at, b.at) });
    for (const at of [5, 3]) outgoing.add({ last: 0 }, WRITE, call({ id: 1, at }, earliest)).catch(() => {});
    const [step, ...more] = outgoing.take();
    expect(more).toEqual([]);
    expect([...(step?.calls.values() ?? [])].map(({ params }) => params)).toEqual([{ id: 1, at: 3 }]);
  });

  test("that read the same thing share the answer", async () => {
    const outgoing = new Outgoing();
    const answers = [1, 2].map(() => outgoing.add({ last: 0 }, READ, call({ id: 1 })));
    const [step] = outgoing.take();
    step?.calls.get("1")?.resolve(["row"]);
    expect(await Promise.all(answers)).toEqual([["row"], ["row"]]);
  });

  test("never join what was sent", () => {
    const outgoing = new Outgoing();
    const lane: Lane = { last: 0 };
    outgoing.add(lane, WRITE, call({ id: 1 })).catch(() => {});
    outgoing.take();
    outgoing.add({ last: 0 }, WRITE, call({ id: 2 })).catch(() => {});
    outgoing.add(lane, WRITE, call({ id: 3 })).catch(() => {});
    expect(steps(outgoing)).toEqual(["write: 2, 3"]);
  });

  test("without a rule of their own are steps of their own", () => {
    const outgoing = new Outgoing();
    for (const _ of [1, 2]) outgoing.add({ last: 0 }, WRITE, null).catch(() => {});
    expect(steps(outgoing)).toEqual(["write: ", "write: "]);
  });
});

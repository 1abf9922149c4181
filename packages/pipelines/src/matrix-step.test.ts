import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ChildEnd,
  type EndedChild,
  type PipelineState,
  decideMatrixStep,
  emptyPipeline,
  finishedChildren,
  liveChildren,
  windowSize,
} from "./index.ts";

const ended = (...statuses: ChildEnd[]): EndedChild[] => statuses.map((status) => ({ status, outputs: null }));
const step = (
  state: PipelineState,
  children: EndedChild[] = [],
  more: Partial<Parameters<typeof decideMatrixStep>[0]> = {},
) => decideMatrixStep({ state, ended: children, stopping: false, earlyStopping: [], ...more });

describe("a matrix creates its children in a bounded window", () => {
  it("creates no more than the window, from the stored cursor", () => {
    const first = step(emptyPipeline(1000, 2));
    expect(first.create).toEqual({ from: 0, count: windowSize(2) });
    expect(step(first.state).create.count).toBe(0);
    expect(step(first.state, ended("succeeded", "failed")).create).toEqual({ from: windowSize(2), count: 2 });
  });

  it("creates what is left and then ends", () => {
    const { state, create } = step(emptyPipeline(3, 2));
    expect(create).toEqual({ from: 0, count: 3 });
    expect(step(state, ended("succeeded", "succeeded")).end).toBeNull();
    expect(step(state, ended("succeeded", "succeeded", "skipped")).end).toEqual({
      status: "succeeded",
      message: "2 succeeded, 1 skipped",
    });
  });
});

describe("a child that was resumed", () => {
  it("takes its end back: it is awaited again, and its second end counts", () => {
    const { state } = step(emptyPipeline(2, 2));
    const back: EndedChild = { status: "failed", takenBack: true, outputs: { loss: 0 } };
    const early = {
      earlyStopping: [{ kind: "metric_early_stopping", metric: "loss", value: 1, optimization: "minimize" }],
    };
    const resumed = step(state, [...ended("failed", "succeeded"), back], early as never);
    expect(resumed).toMatchObject({ end: null, earlyStop: null, state: { failed: 0, succeeded: 1 } });
    expect(step(resumed.state, ended("succeeded")).end).toMatchObject({ status: "succeeded" });
  });
});

describe("how a matrix ends", () => {
  const full = (): PipelineState => step(emptyPipeline(2, null)).state;
  it.each([
    [["succeeded", "failed"], "failed"],
    [["stopped", "stopped"], "stopped"],
    [["succeeded", "stopped"], "succeeded"],
    [["upstream_failed", "skipped"], "succeeded"],
  ] as const)("%j -> %s", (children, status) => {
    expect(step(full(), ended(...children)).end?.status).toBe(status);
  });

  it("stopping creates nothing more and ends as stopped once the last child is gone", () => {
    const { state } = step(emptyPipeline(100, 1));
    const stopping = step(state, ended("stopped"), { stopping: true });
    expect(stopping).toMatchObject({ create: { count: 0 }, end: null });
    const rest = ended(...Array<ChildEnd>(liveChildren(stopping.state)).fill("stopped"));
    expect(step(stopping.state, rest, { stopping: true }).end?.status).toBe("stopped");
  });
});

describe("early stopping", () => {
  it("a reached metric stops the rest and counts as success", () => {
    const { state } = step(emptyPipeline(100, 2));
    const rule = { kind: "metric_early_stopping", metric: "acc", value: 0.9, optimization: "maximize" } as const;
    const hit = step(state, [{ status: "succeeded", outputs: { acc: 0.95 } }], { earlyStopping: [rule] });
    expect(hit).toMatchObject({ create: { count: 0 }, earlyStop: { final: "succeeded" }, end: null });
    const miss = step(state, [{ status: "succeeded", outputs: { acc: 0.5 } }], { earlyStopping: [rule] });
    expect(miss.earlyStop).toBeNull();
  });

  it("too many failures stop the rest and count as failure; the share is of all children there will be", () => {
    const { state } = step(emptyPipeline(10, 10));
    const rule = { kind: "failure_early_stopping", percent: 20 } as const;
    expect(step(state, ended("failed"), { earlyStopping: [rule] }).earlyStop).toBeNull();
    expect(step(state, ended("failed", "failed"), { earlyStopping: [rule] }).earlyStop).toMatchObject({
      final: "failed",
    });
  });
});

it("whatever the order of ends: every suggestion is created once, the window is never exceeded, and it ends", () => {
  const anyEnd = fc.constantFrom<ChildEnd>("succeeded", "failed", "stopped", "skipped", "upstream_failed");
  fc.assert(
    fc.property(
      fc.nat(300),
      fc.option(fc.integer({ min: 1, max: 40 })),
      fc.infiniteStream(anyEnd),
      fc.infiniteStream(fc.nat(7)),
      (total, concurrency, ends, batches) => {
        let current = step(emptyPipeline(total, concurrency));
        let expected = 0;
        while (current.end === null) {
          if (current.create.count > 0) expect(current.create.from).toBe(expected);
          expected += current.create.count;
          expect(liveChildren(current.state)).toBeLessThanOrEqual(windowSize(concurrency));
          const size = Math.min(1 + (batches.next().value as number), liveChildren(current.state));
          current = step(current.state, ended(...Array.from({ length: size }, () => ends.next().value as ChildEnd)));
        }
        expect(current.state.created).toBe(total);
        expect(finishedChildren(current.state)).toBe(total);
      },
    ),
  );
});

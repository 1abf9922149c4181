import type { Doctor, DoctorStore, Store, WorkItem } from "@polyaxon/orchestrator";
import { expect, it } from "vitest";
import { create, createQueued, createRunning, finish, leaseAll, newRun, patch, runId, saveOf } from "./harness.ts";

const NOW = 10_000_000;
const A = runId(1);
const B = runId(2);

const agentCalls = (store: Store, at = NOW): Promise<unknown> =>
  store.registerAgent({ name: "agent-1", version: "1", slots: 100, queues: [] }, at);

/** What the doctor names and does not mend: only a person knows, or it mends itself. Called inside a `describe`. */
export function describeNamedOnly(
  patient: () => {
    readonly broken: { sql(text: string): Promise<void> };
    readonly store: Store & DoctorStore;
    readonly doctor: Doctor;
  },
  { now, pass }: { readonly now: () => number; readonly pass: (ms: number) => void },
): void {
  it("names a run that its agent does not know and does not start, once the agent has been here for long", async () => {
    const { doctor, store } = patient();
    await agentCalls(store);
    await createRunning(store, NOW, newRun(1));
    const condition = { type: "unknown", reason: "AttemptElsewhere" } as const;
    await store.report("agent-1", [{ kind: "status", run: A, attempt: 1, condition }], NOW);
    pass(9 * 60_000);
    expect((await doctor.examine()).findings).toEqual([]);
    pass(2 * 60_000);
    expect((await doctor.examine()).findings.map(({ kind }) => kind)).toEqual(["agent-silent"]);
    await agentCalls(store, now());
    const { findings, waiting } = await doctor.examine();
    expect(findings).toMatchObject([{ kind: "attempt-elsewhere", subject: A, repair: null }]);
    expect(findings[0]?.advice).toContain("ops stop");
    expect(waiting[0]).toMatchObject({ waitsFor: "agent", detail: expect.stringContaining("copy") as string });
  });

  it("names a queue that no agent serves, once a run has waited in it for minutes; not one whose agents are busy", async () => {
    const { doctor, store } = patient();
    await createQueued(store, NOW, newRun(1));
    const { findings, waiting } = await doctor.examine();
    expect(findings, "an agent may be about to start").toEqual([]);
    expect(waiting[0]).toMatchObject({
      waitsFor: "slot",
      detail: "an agent: no agent is connected: start one with `polyaxon agent`, or the server without --no-agent",
    });
    pass(6 * 60_000);
    expect((await doctor.examine()).findings).toMatchObject([
      {
        kind: "no-agent",
        subject: "runs without a queue",
        repair: null,
        what: "1 run waits for an agent, and no agent is connected",
        advice: "start one with `polyaxon agent`, or the server without --no-agent",
      },
    ]);
    await agentCalls(store, now());
    expect(await doctor.examine()).toMatchObject({ findings: [], waiting: [{ detail: "a free slot of an agent" }] });
  });

  it("I6: names a run of which nothing can be decided, and why", async () => {
    const { doctor, store } = patient();
    await create(store, newRun(1, { createdAt: NOW }));
    const [item] = await leaseAll(store, NOW);
    const condition = { type: "on_schedule", reason: "DecisionFailed", message: "a query took too long" } as const;
    const changes = [{ kind: "status", condition } as const];
    await store.saveAll([{ ...saveOf(item as WorkItem, NOW), changes, wakeAt: NOW + 60_000 }]);
    expect((await doctor.examine()).findings).toMatchObject([
      { kind: "decision-fails", subject: A, what: "a query took too long", repair: null },
    ]);
  });

  it("I6: a run whose documents cannot be read hinders no other, says so itself, and can be given new ones", async () => {
    const { broken, doctor, store } = patient();
    await agentCalls(store);
    await create(store, newRun(1), newRun(2));
    await createQueued(store, NOW, newRun(3));
    await broken.sql(`update runs set meta_info = '{"a": ', inputs = '7', tags = 'x' where uuid <> '${B}'`);
    const items = await leaseAll(store, NOW);
    expect(items.map(({ run }) => [run.uuid, run.unreadable ?? []])).toEqual(
      expect.arrayContaining([
        [A, ["inputs", "meta_info", "tags"]],
        [B, []],
      ]),
    );
    const { results } = await store.listRuns("digits", { limit: 10, offset: 0, withCount: true });
    expect(results).toHaveLength(3);
    const texts = await store.listRunTexts("digits", { limit: 10, offset: 0, withCount: true });
    const empty = { inputs: null, metaInfo: "{}", tags: "[]" };
    expect(texts.results.find(({ uuid }) => uuid === A)).toMatchObject(empty);
    expect(await store.getRunText(A)).toMatchObject(empty);
    expect(await store.getRunText(A, { inputs: true }), "said to be readable").toMatchObject({ inputs: "7" });
    expect(await store.claim({ agent: "agent-1", limit: 5, queues: [], now: NOW })).toMatchObject([{ attempt: 1 }]);
    expect(await agentCalls(store)).toMatchObject([{ attempt: 1 }]);
    expect(await finish(store, runId(3), NOW)).toBe("accepted");
    expect(await store.getRun(A)).toMatchObject({ inputs: null, metaInfo: {}, tags: [] });

    const { leaseToken } = items.find(({ run }) => run.uuid === A) as WorkItem;
    await store.releaseLease(A, leaseToken, NOW + 3_600_000);
    await patch(store, A, { inputs: { lr: 1 }, metaInfo: { b: 2 }, tags: ["t"] }, NOW);
    const mended = await store.getRun(A);
    expect(mended).toMatchObject({ inputs: { lr: 1 }, metaInfo: { b: 2 }, tags: ["t"] });
    expect(mended).not.toHaveProperty("unreadable");
    expect(
      (await leaseAll(store, NOW)).map(({ run }) => run.uuid),
      "it is looked at at once",
    ).toEqual([A]);
    const { findings } = await doctor.examine();
    expect(findings.filter(({ subject }) => subject === A)).toEqual([]);
  });
}

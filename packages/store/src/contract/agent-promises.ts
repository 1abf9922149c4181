import type { AgentSession, Fence, Store } from "@polyaxon/orchestrator";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  createQueued,
  createRunning,
  finish,
  newRun,
  type OpenedStore,
  openWithProject,
  runId,
  statusOf,
  type StoreHarness,
  typesOf,
} from "./harness.ts";

export function agentPromises(harness: StoreHarness): void {
  let opened: OpenedStore;
  let store: Store;
  beforeEach(async () => {
    opened = await openWithProject(harness);
    store = opened.store;
  });
  afterEach(() => opened.dispose());

  const register = (now: number) =>
    store.registerAgent({ name: "agent-1", version: "1", slots: 2, queues: ["gpu"] }, now);
  const hello = { name: "agent-1", version: "1", slots: 2, queues: [] };
  const take = async (instance: string, now: number) =>
    (await store.enterAgent({ instance, quietMs: 1_000, now }, hello)).verdict;
  const enter = (session: AgentSession, now: number) =>
    store.enterAgent({ instance: "here", session, quietMs: 1_000, now }, hello);
  const lost = (heardAt: number, now: number) =>
    store.markAgentLost({ agent: "agent-1", heardAt, message: "no word from agent-1", now });

  test("a token speaks for its agent until it is revoked", async () => {
    await store.createAgentToken({ hash: "h1", agent: "agent-1", now: 1 });
    await store.createAgentToken({ hash: "h2", agent: "agent-1", now: 2 });
    expect(await store.agentOfToken("h1")).toBe("agent-1");
    expect(await store.agentOfToken("h3")).toBeNull();
    expect(await store.revokeAgentTokens("agent-1")).toBe(2);
    expect(await store.agentOfToken("h1")).toBeNull();
    expect(await store.revokeAgentTokens("agent-1")).toBe(0);
  });

  test("an agent that calls from a folder of its own is told as revoked once it has no token; one in a server needs none", async () => {
    const revoked = async () => (await store.listAgents()).map((agent) => [agent.name, agent.revoked]);
    await store.registerAgent({ name: "local", version: "1", slots: 2, queues: [] }, 1);
    await store.createAgentToken({ hash: "h1", agent: "agent-1", now: 1 });
    await store.createAgentToken({ hash: "h2", agent: "agent-2", now: 1 });
    expect(await take("here", 1)).toBe("yours");
    expect(await revoked()).toEqual([
      ["agent-1", false],
      ["local", false],
    ]);
    await store.revokeAgentTokens("agent-1");
    expect(await revoked()).toEqual([
      ["agent-1", true],
      ["local", false],
    ]);
    await store.createAgentToken({ hash: "h3", agent: "agent-1", now: 2 });
    expect((await revoked())[0]).toEqual(["agent-1", false]);
  });

  test("agents are listed with what they hold and when they called in", async () => {
    await register(5);
    await createRunning(store, 10, newRun(1));
    await store.heartbeat("agent-1", 20);
    expect(await store.listAgents()).toEqual([
      {
        name: "agent-1",
        version: "1",
        slots: 2,
        queues: ["gpu"],
        registeredAt: 5,
        heartbeatAt: 20,
        lostAt: null,
        revoked: false,
        held: 1,
        resources: null,
        taken: { cpuMillis: 0, memoryBytes: 0, gpus: 0 },
      },
    ]);
  });

  test("I4: one folder works under a name; another follows only when the first is silent and holds nothing", async () => {
    expect(await take("here", 1)).toBe("yours");
    expect(await take("here", 2)).toBe("yours");
    expect(await take("there", 500)).toBe("taken");
    await createRunning(store, 10, newRun(1));
    expect(await take("there", 99_000)).toBe("taken");
    await finish(store, runId(1), 11);
    expect(await take("there", 99_000)).toBe("yours");
    expect(await store.heartbeat("agent-1", 99_001, { instance: "here" })).toBe("unknown");
    expect(await store.heartbeat("agent-1", 99_001, { instance: "there" })).toBe("known");
  });

  test("I4: one process of a folder has the name; who had it before is fenced off, and gets nothing", async () => {
    const asked = async (id: string, before: AgentSession["before"], now: number) =>
      (await enter({ id, before }, now)).verdict;
    const claim = (session: string, now: number) =>
      store.claim({ agent: "agent-1", limit: 1, queues: [], session, now });
    expect(await asked("first", "unknown", 1)).toBe("yours");
    await register(1);
    expect(await asked("first", "itself", 2), "it registers again").toBe("yours");
    expect(await asked("copy", "unknown", 900), "the first may live").toBe("in-use");
    expect(await asked("restarted", "ended", 901), "the first has ended").toBe("yours");
    expect(await asked("first", "itself", 902)).toBe("superseded");
    expect(await store.heartbeat("agent-1", 903, { instance: "here", session: "first" })).toBe("unknown");
    expect(await store.heartbeat("agent-1", 903, { instance: "here", session: "restarted" })).toBe("known");

    await createQueued(store, 10, newRun(1));
    expect(await claim("first", 905)).toEqual([]);
    expect(await claim("restarted", 906)).toHaveLength(1);
    expect(await asked("copy", "unknown", 1_902), "not yet silent").toBe("in-use");
    expect(await asked("copy", "unknown", 1_903)).toBe("yours");
    expect(await asked("restarted", "itself", 1_904)).toBe("superseded");
    expect(await take("here", 1_905), "an agent of an earlier version says nothing").toBe("yours");
  });

  test("I4: a process enters in one step, and what one reports that was followed by another is not taken", async () => {
    expect(await store.isSuperseded("agent-1", "first"), "nobody has the name").toBe(false);
    await register(1);
    expect(await store.isSuperseded("agent-1", "first"), "nobody said who has it").toBe(false);
    await store.giveUpAgent({ agent: "agent-1", heardAt: null, message: "gone", now: 2 });
    expect(await enter({ id: "first", before: "unknown" }, 5_000)).toMatchObject({ verdict: "yours", held: [] });
    await createQueued(store, 5_010, newRun(1));
    await store.claim({ agent: "agent-1", limit: 1, queues: [], session: "first", now: 5_020 });
    expect(await enter({ id: "copy", before: "unknown" }, 5_100)).toEqual({ verdict: "in-use" });
    expect(await store.isSuperseded("agent-1", "first")).toBe(false);
    expect(await enter({ id: "second", before: "ended" }, 5_200)).toMatchObject({
      verdict: "yours",
      held: [{ attempt: 1 }],
    });
    expect(await store.isSuperseded("agent-1", "first")).toBe(true);
    expect(await enter({ id: "first", before: "itself" }, 5_300)).toEqual({ verdict: "superseded" });

    const end = { kind: "finished", run: runId(1), attempt: 1, outcome: { kind: "exited", exitCode: 0 } } as const;
    const said = async (session: string) =>
      (await store.report("agent-1", [end], 5_400, session)).map(({ kind }) => kind);
    expect(await said("first")).toEqual(["stale"]);
    expect(await store.getRun(runId(1))).toMatchObject({ agent: "agent-1", status: "scheduled" });
    expect(await said("second")).toEqual(["accepted"]);
  });

  test("I4: what a process tracks that was followed by another is not stored, nor of an attempt that is not held", async () => {
    await enter({ id: "first", before: "ended", earlier: [] }, 1);
    await createQueued(store, 10, newRun(1));
    const [claim] = await store.claim({ agent: "agent-1", limit: 1, queues: [], session: "first", now: 20 });
    const model = { name: "model", kind: "file", path: null, state: "s", summary: {}, isInput: false };
    const claimedAt = claim?.run.claimedAt ?? 0;
    const holder = { agent: "agent-1", session: "first", claimedAt };
    const loss = (value: number, by: Fence["holder"], fence = 1) =>
      store.patchRun(
        runId(1),
        { outputs: { loss: value }, merge: true },
        { fence, ...(by && { holder: by }), now: 30 },
      );
    const put = (by: Fence["holder"]) =>
      store.putArtifacts(runId(1), [model], { fence: 1, ...(by && { holder: by }), now: 30 });
    expect(await loss(1, holder)).toBe("done");
    expect(await put(holder)).toBe("done");
    expect(await loss(2, { ...holder, claimedAt: claimedAt + 1 }), "of another claim").toBe("stale-attempt");
    expect(await loss(2, { ...holder, agent: "agent-2" })).toBe("stale-attempt");

    await enter({ id: "second", before: "ended", earlier: ["first"] }, 40);
    expect(await loss(2, holder)).toBe("stale-attempt");
    expect(await put(holder)).toBe("stale-attempt");
    expect(await loss(3, { ...holder, session: "second" })).toBe("done");
    expect(await loss(4, { agent: "agent-1", session: null }), "an agent of an earlier version").toBe("done");
    await finish(store, runId(1), 50);
    expect(await loss(5, { ...holder, session: "second" }), "it has ended").toBe("stale-attempt");
    expect((await store.getRun(runId(1)))?.outputs).toEqual({ loss: 4 });
  });

  test("I4: the end of a folder's own process says nothing of a process of its copy", async () => {
    const original = { id: "original", before: "ended", earlier: [] } as const;
    expect(await enter(original, 1)).toMatchObject({ verdict: "yours", afterAnother: false });
    const copy = { id: "copy", before: "unknown", earlier: ["original"] } as const;
    expect(await enter(copy, 1_001), "the original is silent").toMatchObject({ verdict: "yours", afterAnother: false });

    const original2 = { id: "original-2", before: "ended", earlier: ["original"] } as const;
    expect(await enter(original2, 1_500), "the copy may live").toEqual({ verdict: "in-use" });
    expect(await enter(original2, 2_001), "it is silent").toMatchObject({ verdict: "yours", afterAnother: true });
    expect(await enter({ ...original2, before: "itself" }, 2_002)).toMatchObject({ afterAnother: false });

    const copy2 = { id: "copy-2", before: "ended", earlier: ["original", "copy"] } as const;
    expect(await enter(copy2, 2_500), "the original lives").toEqual({ verdict: "in-use" });
    const original3 = { id: "original-3", before: "ended", earlier: ["original", "original-2"] } as const;
    expect(await enter(original3, 2_501), "its own process ended").toMatchObject({
      verdict: "yours",
      afterAnother: false,
    });
  });

  test("I4: an attempt is known by its number and by when it was claimed", async () => {
    await register(1);
    await createQueued(store, 10, newRun(1));
    const [claim] = await store.claim({ agent: "agent-1", limit: 1, queues: [], now: 20 });
    expect(claim?.run).toMatchObject({ attempt: 1, claimedAt: 20 });
    const end = { kind: "finished", run: runId(1), attempt: 1, outcome: { kind: "exited", exitCode: 0 } } as const;
    const report = async (claimedAt: number) =>
      (await store.report("agent-1", [{ ...end, claimedAt }], 30)).map(({ kind }) => kind);
    expect(await report(19), "of a database that was restored since").toEqual(["stale"]);
    expect(await store.getRun(runId(1))).toMatchObject({ agent: "agent-1", claimedAt: 20 });
    expect(await report(20)).toEqual(["accepted"]);
  });

  test("I4: the name of the agent in a server is not taken while that lives", async () => {
    await register(5);
    expect(await take("elsewhere", 10)).toBe("taken");
    await createRunning(store, 10, newRun(1));
    expect(await take("elsewhere", 99_000)).toBe("taken");
  });

  test("an agent that nobody has heard of is unknown", async () => {
    expect(await store.heartbeat("nobody", 1)).toBe("unknown");
  });

  test("I4: the runs of a lost agent become unknown and keep their slots, until it is back", async () => {
    await register(1);
    await createRunning(store, 10, newRun(1), newRun(2));
    await store.stopRuns([runId(2)], { reason: "x", user: null, now: 11 });
    expect(await lost(1, 100)).toBe(1);
    expect(await store.getRun(runId(1))).toMatchObject({
      status: "unknown",
      agent: "agent-1",
      lastCondition: { reason: "AgentLost", message: "no word from agent-1" },
    });
    expect(await statusOf(store, runId(2))).toBe("stopping");
    expect(await store.claim({ agent: "agent-2", limit: 5, queues: [], now: 101 })).toEqual([]);
    expect(await lost(1, 105), "once is enough").toBe(0);

    expect(await store.heartbeat("agent-1", 110)).toBe("lost");
    expect((await register(111)).map(({ run }) => run.status)).toEqual(["unknown", "stopping"]);
    expect(await store.heartbeat("agent-1", 112)).toBe("known");
    await store.report(
      "agent-1",
      [{ kind: "status", run: runId(1), attempt: 1, condition: { type: "running", reason: "AgentReturned" } }],
      113,
    );
    expect((await typesOf(store, runId(1))).slice(-3)).toEqual(["running", "unknown", "running"]);
    expect(await finish(store, runId(1), 120)).toBe("accepted");
    expect(await statusOf(store, runId(1))).toBe("succeeded");
  });

  test("an agent that called in after it was judged is left alone", async () => {
    await register(1);
    await createRunning(store, 10, newRun(1));
    await store.heartbeat("agent-1", 50);
    expect(await lost(1, 100)).toBe(0);
    expect(await statusOf(store, runId(1))).toBe("running");
    const verdict = { agent: "agent-1", heardAt: 1, message: "gone", now: 100 };
    expect(await store.giveUpAgent(verdict)).toBe(0);
  });

  test("giving an agent up ends its attempts, frees their slots, and fences it off", async () => {
    await register(1);
    await createRunning(store, 10, newRun(1));
    await lost(1, 100);
    expect(await store.giveUpAgent({ agent: "agent-1", heardAt: 1, message: "gone", now: 200 })).toBe(1);
    expect(await store.getRun(runId(1))).toMatchObject({ status: "failed", agent: null });
    expect(await finish(store, runId(1), 300)).toBe("stale");
    expect((await store.listAgents())[0]).toMatchObject({ held: 0 });
  });
}

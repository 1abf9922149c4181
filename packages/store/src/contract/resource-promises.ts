import {
  type HostResources,
  RESERVATION_MS,
  RESERVE_AFTER_MS,
  type RunResources,
  type Store,
} from "@polyaxon/orchestrator";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  COMPILED_AND_QUEUED,
  create,
  finish,
  leaseAll,
  newRun,
  type OpenedStore,
  openWithProject,
  runId,
  saveOf,
  type StoreHarness,
  statusOf,
  typesOf,
} from "./harness.ts";

const GIB = 2 ** 30;
const HOST: HostResources = { cpuMillis: 4_000, memoryBytes: 8 * GIB, gpus: ["0", "1"] };
const NOTHING: RunResources = { cpuMillis: 0, memoryBytes: 0, gpus: 0 };

export function resourcePromises(harness: StoreHarness): void {
  let opened: OpenedStore;
  let store: Store;
  beforeEach(async () => {
    opened = await openWithProject(harness);
    store = opened.store;
  });
  afterEach(() => opened.dispose());

  const register = (name: string, resources: HostResources | null = HOST, more: object = {}) =>
    store.registerAgent({ name, version: "1", slots: 10, queues: [], resources, ...more }, 1);

  /** Runs in the queue, in this order, each with what it asks for. */
  async function queued(now: number, ...asked: readonly [number, Partial<RunResources>, string?][]): Promise<void> {
    for (const [index, resources, queue = null] of asked) {
      await create(store, newRun(index, { createdAt: 1 }));
      const item = (await leaseAll(store, now)).find(({ run }) => run.uuid === runId(index));
      if (item === undefined) throw new Error("the run was not due");
      const fields = { resources: { ...NOTHING, ...resources }, queue };
      await store.saveAll([saveOf(item, now, { changes: [{ kind: "set", fields }, ...COMPILED_AND_QUEUED] })]);
    }
  }
  const claim = async (agent = "agent-1", now = 100, limit = 10, queues: readonly string[] = []) =>
    store.claim({ agent, limit, queues, now });
  const claimed = async (...args: Parameters<typeof claim>) => (await claim(...args)).map(({ run }) => run.uuid);

  test("a claim hands out no more than the host has, and passes over what does not fit", async () => {
    await register("agent-1");
    await queued(10, [1, { cpuMillis: 3_000 }], [2, { cpuMillis: 2_000 }], [3, { memoryBytes: 9 * GIB }], [4, {}]);
    expect(await claimed()).toEqual([runId(1), runId(4)]);
    expect(await claimed()).toEqual([]);
    await finish(store, runId(1), 200);
    expect(await claimed()).toEqual([runId(2)]);
  });

  test("I4: a run holds its resources until its end is confirmed", async () => {
    await register("agent-1");
    await queued(10, [1, { memoryBytes: 8 * GIB }], [2, { memoryBytes: 1 }]);
    expect(await claimed()).toEqual([runId(1)]);
    await store.stopRuns([runId(1)], { reason: "x", user: null, now: 110 });
    expect(await statusOf(store, runId(1))).toBe("stopping");
    expect(await claimed()).toEqual([]);
    expect((await store.listAgents())[0]).toMatchObject({ held: 1, resources: HOST, taken: { memoryBytes: 8 * GIB } });
    await finish(store, runId(1), 120);
    expect(await claimed()).toEqual([runId(2)]);
  });

  test("I4: GPUs are handed out by name, each to one attempt, and stay with it through a registration", async () => {
    await register("agent-1", { ...HOST, gpus: ["GPU-a", "GPU-b", "GPU-c"] });
    await queued(10, [1, { gpus: 1 }], [2, { gpus: 2 }], [3, { gpus: 1 }]);
    const gpus = new Map((await claim()).map(({ run, gpus: devices }) => [run.uuid, devices]));
    expect(gpus).toEqual(
      new Map([
        [runId(1), ["GPU-a"]],
        [runId(2), ["GPU-b", "GPU-c"]],
      ]),
    );
    const held = await register("agent-1", { ...HOST, gpus: ["GPU-c", "GPU-b", "GPU-a"] });
    expect(new Map(held.map(({ run, gpus: devices }) => [run.uuid, devices]))).toEqual(gpus);
    await finish(store, runId(1), 200);
    expect((await claim()).map(({ gpus: devices }) => devices)).toEqual([["GPU-a"]]);
  });

  test("I4: a device that an agent names twice is one device", async () => {
    await register("agent-1", { ...HOST, gpus: ["0", "0"] });
    await queued(10, [1, { gpus: 1 }], [2, { gpus: 1 }]);
    expect((await claim()).map(({ gpus: devices }) => devices)).toEqual([["0"]]);
    expect(await claim()).toEqual([]);
  });

  test("what is stored of a run survives a restart of the server", async () => {
    await register("agent-1");
    await queued(10, [1, { gpus: 1 }], [2, { gpus: 1 }], [3, { gpus: 1 }]);
    expect((await claim("agent-1", 100, 1))[0]?.gpus).toEqual(["0"]);
    store = await opened.reopen();
    expect((await claim()).map(({ gpus }) => gpus)).toEqual([["1"]]);
    expect(await claimed()).toEqual([]);
    expect(await store.getRun(runId(1))).toMatchObject({ resources: { gpus: 1 } });
  });

  test("an agent that does not say what its host has is limited by its slots alone, and gets no runs for GPUs", async () => {
    await register("agent-1", null);
    await queued(10, [1, { cpuMillis: 900_000, memoryBytes: 900 * GIB }], [2, { gpus: 1 }]);
    expect(await claimed()).toEqual([runId(1)]);
  });

  test("an agent that comes back with less hands out nothing until it has room", async () => {
    await register("agent-1");
    await queued(10, [1, { cpuMillis: 3_000 }], [2, { cpuMillis: 1_000 }]);
    expect(await claimed("agent-1", 100, 1)).toEqual([runId(1)]);
    await register("agent-1", { ...HOST, cpuMillis: 2_000 });
    expect(await claimed()).toEqual([]);
    await finish(store, runId(1), 110);
    expect(await claimed()).toEqual([runId(2)]);
  });

  describe("an agent that comes back with other GPUs than its runs hold", () => {
    const withGpus = (...gpus: readonly string[]) => register("agent-1", { ...HOST, gpus });
    const handed = async (now = 200) => (await claim("agent-1", now)).map(({ gpus }) => gpus ?? []);

    test.each([
      ["renamed: numbers have become UUIDs", ["0", "1"], ["GPU-a", "GPU-b"]],
      ["renumbered: a card was put in, or taken out", ["1", "2"], ["0", "1"]],
      ["divided: a card has become parts", ["GPU-a", "GPU-b"], ["MIG-a1", "GPU-b"]],
    ])("I4: hands out none while it is not known which of them are held (%s)", async (_, before, after) => {
      await withGpus(...before);
      await queued(10, [1, { gpus: 2 }]);
      expect(await handed(100)).toEqual([before]);
      await withGpus(...after);
      await queued(110, [2, { gpus: 1 }], [3, {}]);
      expect(await handed(), "who asks for no GPU is not held up").toEqual([[]]);
      expect((await store.listAgents())[0]).toMatchObject({ taken: { gpus: 2 } });
      await finish(store, runId(1), 210);
      expect(await handed(220)).toEqual([after.slice(0, 1)]);
    });

    test("goes on with those that are named for good: one that is not there any more is none of them", async () => {
      await withGpus("GPU-a", "GPU-b");
      await queued(10, [1, { gpus: 1 }]);
      expect(await handed(100)).toEqual([["GPU-a"]]);
      await withGpus("GPU-b", "GPU-c");
      await queued(110, [2, { gpus: 1 }], [3, { gpus: 1 }]);
      expect(await handed()).toEqual([["GPU-b"], ["GPU-c"]]);
    });

    test("has none to give when it comes back with none, and its runs keep what they hold", async () => {
      await withGpus("0", "1");
      await queued(10, [1, { gpus: 1 }]);
      expect(await handed(100)).toEqual([["0"]]);
      await withGpus();
      await queued(110, [2, { gpus: 1 }]);
      expect(await handed()).toEqual([]);
      expect((await register("agent-1")).map(({ gpus }) => gpus)).toEqual([["0"]]);
      expect(await handed(300)).toEqual([["1"]]);
    });
  });

  describe("a run that is too large for what is free", () => {
    /** Run 1 holds one GPU of two; run 2 waits for both; runs 3 and 4 want one, run 5 none. */
    async function blocked(): Promise<void> {
      await register("agent-1");
      await queued(10, [1, { gpus: 1 }]);
      expect(await claimed()).toEqual([runId(1)]);
      await queued(20, [2, { gpus: 2 }], [3, { gpus: 1 }], [4, { gpus: 1 }], [5, { cpuMillis: 1_000 }]);
    }
    const LATER = 20 + RESERVE_AFTER_MS;

    test("is overtaken at first", async () => {
      await blocked();
      expect(await claimed("agent-1", LATER - 1)).toEqual([runId(3), runId(5)]);
    });

    test("gets room kept for it once it has waited; what does not hold it up goes on", async () => {
      await blocked();
      expect(await claimed("agent-1", LATER)).toEqual([runId(5)]);
      await finish(store, runId(1), LATER + 1);
      expect(await claimed("agent-1", LATER + 2)).toEqual([runId(2)]);
      await finish(store, runId(2), LATER + 3);
      expect(await claimed("agent-1", LATER + 4)).toEqual([runId(3), runId(4)]);
    });

    test("one agent keeps room for it; another takes over when that one asks no more", async () => {
      await register("agent-1");
      await register("agent-2");
      await queued(10, [1, { gpus: 1 }], [6, { gpus: 1 }]);
      expect(await claimed("agent-1", 15, 1)).toEqual([runId(1)]);
      expect(await claimed("agent-2", 15, 1)).toEqual([runId(6)]);
      await queued(20, [2, { gpus: 2 }], [3, { gpus: 1 }], [4, { gpus: 1 }]);
      expect(await claimed("agent-1", LATER)).toEqual([]);
      expect(await claimed("agent-2", LATER + 1), "the first agent keeps room, so the second need not").toEqual([
        runId(3),
      ]);
      await finish(store, runId(3), LATER + 2, 0, 1, "agent-2");
      expect(await claimed("agent-2", LATER + RESERVATION_MS)).toEqual([]);
      expect(await claimed("agent-1", LATER + RESERVATION_MS + 1)).toEqual([runId(4)]);
    });

    test("and for its slot as well", async () => {
      await register("agent-1", HOST, { slots: 2 });
      await queued(10, [1, { gpus: 1 }]);
      expect(await claimed()).toEqual([runId(1)]);
      await queued(20, [2, { gpus: 2 }], [3, {}]);
      expect(await claimed("agent-1", LATER)).toEqual([]);
      await finish(store, runId(1), LATER + 1);
      expect(await claimed("agent-1", LATER + 2)).toEqual([runId(2), runId(3)]);
    });

    test("does not keep room where it never fits", async () => {
      await register("agent-1");
      await queued(10, [1, { gpus: 1 }]);
      expect(await claimed()).toEqual([runId(1)]);
      await queued(20, [2, { gpus: 3 }], [3, { gpus: 1 }]);
      expect(await claimed("agent-1", LATER)).toEqual([runId(3)]);
    });
  });

  describe("the words of a run that waits", () => {
    const word = { status: "unschedulable", reason: "NoAgentFits", message: "too large" } as const;
    const asking = (after: Parameters<Store["askingRuns"]>[0]["after"], limit = 10) =>
      store.askingRuns({ after, limit });

    test("those that ask are listed in the order of the queue, page by page", async () => {
      await queued(10, [1, { gpus: 1 }], [2, {}], [3, { cpuMillis: 5 }, "fast"]);
      const first = {
        run: runId(1),
        queue: "",
        resources: { ...NOTHING, gpus: 1 },
        status: "queued",
        message: null,
        since: 10,
      };
      expect(await asking(null, 1)).toEqual([first]);
      expect(await asking(runId(1))).toMatchObject([{ run: runId(3), queue: "fast" }]);
      expect(await asking(runId(3))).toEqual([]);
    });

    test("an unschedulable run keeps its place, and a fitting agent takes it", async () => {
      await queued(10, [1, { gpus: 1 }], [2, {}]);
      expect(await store.tellFit(runId(1), word, 20)).toBe(true);
      expect(await asking(null)).toMatchObject([{ status: "unschedulable", message: "too large" }]);
      await register("agent-1");
      expect(await claimed()).toEqual([runId(1), runId(2)]);
      expect((await typesOf(store, runId(1))).slice(-3)).toEqual(["queued", "unschedulable", "scheduled"]);
      expect(await store.tellFit(runId(1), word, 30), "it waits no more").toBe(false);
      expect(await statusOf(store, runId(1))).toBe("scheduled");
    });

    test("an unschedulable run stops at once when it is told to", async () => {
      await queued(10, [1, { gpus: 1 }]);
      await store.tellFit(runId(1), word, 20);
      await store.stopRuns([runId(1)], { reason: "x", user: null, now: 30 });
      expect(await statusOf(store, runId(1))).toBe("stopped");
      await register("agent-1");
      expect(await claimed()).toEqual([]);
    });

    test("words about the same status replace each other", async () => {
      await queued(10, [1, { gpus: 1 }]);
      await store.tellFit(runId(1), { status: "queued", reason: "WaitsForResources", message: "GPUs" }, 20);
      expect(await typesOf(store, runId(1))).toEqual(["created", "compiled", "queued"]);
      expect(await store.getRun(runId(1))).toMatchObject({ lastCondition: { message: "GPUs" } });
    });
  });

  test("I4: sums never exceed what a host has, and no GPU is held twice, whatever the order", async () => {
    const HOSTS: Readonly<Record<string, HostResources>> = {
      a: { cpuMillis: 3_000, memoryBytes: 4 * GIB, gpus: ["0", "1", "2"] },
      b: { cpuMillis: 1_000, memoryBytes: 8 * GIB, gpus: [] },
    };
    for (const [name, resources] of Object.entries(HOSTS)) await register(name, resources);
    const need = fc.record({
      cpuMillis: fc.constantFrom(0, 500, 1_000, 2_500),
      memoryBytes: fc.constantFrom(0, GIB, 4 * GIB),
      gpus: fc.constantFrom(0, 0, 1, 2),
    });
    let base = 1_000;
    await fc.assert(
      fc.asyncProperty(
        fc.array(need, { minLength: 1, maxLength: 8 }),
        fc.array(fc.tuple(fc.constantFrom("a", "b"), fc.nat(20), fc.nat(100_000)), { maxLength: 12 }),
        async (needs, steps) => {
          base += 1_000;
          await queued(10, ...needs.map((asked, index): [number, RunResources] => [base + index, asked]));
          const held = new Map<
            string,
            { agent: string; asked: RunResources; gpus: readonly string[]; attempt: number }
          >();
          const take = async (agent: string, now: number): Promise<void> => {
            const both = await Promise.all([claim(agent, now), claim(agent, now)]);
            for (const { attempt, gpus = [], run } of both.flat())
              held.set(run.uuid, { agent, asked: run.resources ?? NOTHING, gpus, attempt });
            for (const [name, host] of Object.entries(HOSTS)) {
              const own = [...held.values()].filter((each) => each.agent === name);
              const sum = (key: keyof RunResources) => own.reduce((all, { asked }) => all + asked[key], 0);
              expect(sum("cpuMillis")).toBeLessThanOrEqual(host.cpuMillis);
              expect(sum("memoryBytes")).toBeLessThanOrEqual(host.memoryBytes);
              const gpus = own.flatMap((each) => each.gpus);
              expect(new Set(gpus).size).toBe(gpus.length);
              expect(gpus.length).toBe(sum("gpus"));
              expect(host.gpus).toEqual(expect.arrayContaining(gpus));
            }
          };
          const end = async (uuid: string): Promise<void> => {
            const of = held.get(uuid);
            held.delete(uuid);
            expect(await finish(store, uuid as ReturnType<typeof runId>, 120, 0, of?.attempt, of?.agent)).toBe(
              "accepted",
            );
          };
          for (const [agent, pick, now] of steps) {
            await take(agent, 100 + now);
            const [uuid] = [...held.keys()].slice(pick % Math.max(held.size, 1));
            if (uuid !== undefined && pick % 2 === 0) await end(uuid);
          }
          for (let round = 0; round < 20; round++) {
            for (const uuid of held.keys()) await end(uuid);
            await take("a", 100);
            await take("b", 100);
            if (held.size === 0) break;
          }
          const left = (await store.askingRuns({ after: null, limit: 100 })).filter(
            ({ resources }) => resources.cpuMillis <= 3_000 && resources.memoryBytes <= 4 * GIB && resources.gpus <= 3,
          );
          expect(left, "everything that fits has run").toEqual([]);
        },
      ),
      { numRuns: 12 },
    );
  });
}

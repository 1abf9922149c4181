import {
  createDoctor,
  type Diagnosis,
  type Doctor,
  type DoctorStore,
  type Finding,
  type NewRun,
  type Store,
} from "@polyaxon/orchestrator";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeNamedOnly } from "./doctor-names-promises.ts";
import {
  create,
  createQueued,
  createRunning,
  finish,
  leaseAll,
  makeProject,
  newRun,
  patch,
  runId,
  saveOf,
  statusOf,
} from "./harness.ts";

/** A store whose tables a test may change behind its back. */
export interface BreakableStore {
  readonly store: Store & DoctorStore;
  /** Runs one statement, as a person with a database shell would. */
  sql(text: string): Promise<void>;
  dispose(): Promise<void>;
}

const NOW = 10_000_000;
const A = runId(1);
const B = runId(2);
const id = (uuid: string): string => `(select id from runs where uuid = '${uuid}')`;

/** Each thing is broken by hand, named, mended, and then everything is well: on every database. */
export function describeDoctor(name: string, open: () => Promise<BreakableStore>): void {
  describe(`the doctor of ${name}`, () => {
    let broken: BreakableStore;
    let store: BreakableStore["store"];
    let folders: string[];
    let doctor: Doctor;
    let now: number;

    beforeEach(async () => {
      broken = await open();
      ({ store } = broken);
      folders = [];
      now = NOW;
      await makeProject(store);
      doctor = createDoctor({
        store,
        folders: {
          list: async () => folders,
          setAside: async (folder) => void (folders = folders.filter((each) => each !== folder)),
        },
        clock: { now: () => now },
        served: true,
        sleep: async () => {},
      });
    });
    afterEach(() => broken.dispose());

    const agentCalls = (at = NOW): Promise<unknown> =>
      store.registerAgent({ name: "agent-1", version: "1", slots: 100, queues: [] }, at);
    const kinds = ({ findings }: Diagnosis): readonly string[] => findings.map(({ kind }) => kind);

    /** Named, mended, well. */
    async function expectMended(kind: Finding["kind"], subject: string): Promise<Finding> {
      const { findings } = await doctor.examine();
      expect(findings.map((finding) => [finding.kind, finding.subject])).toEqual([[kind, subject]]);
      const { repaired, left } = await doctor.repair();
      expect(repaired.map(({ outcome, message }) => [outcome, message])).toEqual([["repaired", null]]);
      expect(left.findings).toEqual([]);
      return findings[0] as Finding;
    }

    it("finds nothing on a healthy database, and says what each unfinished run waits for (I5)", async () => {
      await agentCalls();
      await createRunning(store, NOW, newRun(1));
      await create(store, newRun(2, { pending: "approval", createdAt: NOW }));
      await create(store, newRun(3, { managedBy: "user" }));
      await settle(store, B, null);
      await createQueued(store, NOW, newRun(4));
      await create(store, newRun(5, { createdAt: NOW }));

      const { findings, waiting } = await doctor.examine();
      expect(findings).toEqual([]);
      const byRun = new Map(waiting.map((wait) => [wait.run, wait]));
      expect([1, 2, 3, 4, 5].map((index) => byRun.get(runId(index))?.waitsFor)).toEqual([
        "agent",
        "person",
        "client",
        "slot",
        "scheduler",
      ]);
      expect(byRun.get(A)?.detail).toBe("agent agent-1, which executes it (attempt 1)");
      expect(byRun.get(B)?.detail).toBe("somebody to approve it");
    });

    it("wakes a run that is to be compiled and stands on no work list", async () => {
      await create(store, newRun(1, { createdAt: NOW }));
      await broken.sql("delete from run_work");
      await expectMended("nobody-wakes-it", A);
      expect((await leaseAll(store, NOW)).map(({ run }) => run.uuid)).toEqual([A]);
    });

    it("wakes a run with a time limit that nobody would end", async () => {
      await agentCalls();
      await createRunning(store, NOW, newRun(1));
      await broken.sql(`update runs set timeout_seconds = 60 where uuid = '${A}'`);
      await broken.sql("update run_work set due_at = null, wake_at = null");
      await expectMended("nobody-wakes-it", A);
    });

    it("puts a queued run back into the queue", async () => {
      await agentCalls();
      await createQueued(store, NOW, newRun(1));
      await broken.sql("delete from run_queue");
      await expectMended("not-in-queue", A);
      const claims = await store.claim({ agent: "agent-1", limit: 9, queues: [], now: NOW });
      expect(claims.map(({ run }) => run.uuid)).toEqual([A]);
    });

    it("takes a run that does not wait for an agent out of the queue", async () => {
      await agentCalls();
      await createRunning(store, NOW, newRun(1));
      await broken.sql(`insert into run_queue (run_id, pipeline_id, queue, priority) values (${id(A)}, null, '', 0)`);
      await expectMended("in-queue-wrongly", A);
    });

    it("frees the slot of a final run whose agent does not answer", async () => {
      await agentCalls();
      await createRunning(store, NOW, newRun(1));
      await finish(store, A, NOW);
      await broken.sql(`update runs set agent = 'gone' where uuid = '${A}'`);
      await expectMended("slot-of-final-run", A);
      expect((await store.getRun(A))?.agent).toBeNull();
    });

    it("leaves the slot of a final run to an agent that answers, and says where to look", async () => {
      await agentCalls(NOW);
      await createRunning(store, NOW, newRun(1));
      await finish(store, A, NOW);
      await broken.sql(`update runs set agent = 'agent-1' where uuid = '${A}'`);
      expect(kinds(await doctor.examine())).toEqual([]);
      now += 6 * 60_000;
      const { findings } = await doctor.examine();
      expect(findings.map(({ kind, repair }) => [kind, repair])).toEqual([["slot-of-final-run", null]]);
    });

    it.each(["running", "stopping"])("ends a %s attempt of an agent that nobody knows", async (status) => {
      await agentCalls();
      await createRunning(store, NOW, newRun(1));
      if (status === "stopping") await store.stopRuns([A], { reason: "Test", user: null, now: NOW });
      await broken.sql("delete from agents");
      await expectMended("agent-unknown", A);
      expect(await statusOf(store, A)).toBe(status === "stopping" ? "stopped" : "failed");
    });

    it("names an agent that has been silent for long while it holds runs", async () => {
      await agentCalls();
      await createRunning(store, NOW, newRun(1));
      now += 11 * 60_000;
      const { findings, waiting } = await doctor.examine();
      expect(findings.map(({ kind, subject, repair }) => [kind, subject, repair])).toEqual([
        ["agent-silent", "agent-1", null],
      ]);
      expect(waiting[0]).toMatchObject({ waitsFor: "lost-agent" });
    });

    describeNamedOnly(() => ({ broken, store, doctor }), {
      now: () => now,
      pass: (ms) => void (now += ms),
    });

    it("counts the children of a pipeline anew, and leaves it the ends that it has not heard", async () => {
      await agentCalls();
      await pipelineWith(store, [newRun(2), newRun(3), newRun(4)]);
      await finish(store, B, NOW);
      await broken.sql(`update run_pipelines set created = 9, failed = 4, slots_in_use = 7`);
      const { what } = await expectMended("counters-disagree", A);
      expect(what).toContain("9 children created where there are 3");
      expect(what).toContain("7 slots in use where 2 children hold one");
      const [item] = await leaseAll(store, NOW);
      expect(item).toMatchObject({
        pipelineState: { created: 3, succeeded: 0, failed: 0 },
        inbox: [{ child: B, status: "succeeded" }],
      });
    });

    it("counts an end that got lost on the way to the pipeline", async () => {
      await agentCalls();
      await pipelineWith(store, [newRun(2)]);
      await finish(store, B, NOW);
      await broken.sql("delete from run_inbox");
      await expectMended("counters-disagree", A);
      expect((await leaseAll(store, NOW))[0]?.pipelineState).toMatchObject({ created: 1, succeeded: 1 });
    });

    it("does not count an end twice that was told twice", async () => {
      await agentCalls();
      await pipelineWith(store, [newRun(2)]);
      await finish(store, B, NOW);
      await broken.sql(
        "insert into run_inbox (parent_id, child_uuid, status, outputs) select parent_id, child_uuid, status, outputs from run_inbox",
      );
      await expectMended("counters-disagree", A);
      expect((await leaseAll(store, NOW))[0]).toMatchObject({ pipelineState: { succeeded: 0 }, inbox: [{ child: B }] });
    });

    it("makes a decision on the old counters fail, so that it does not undo the count", async () => {
      await agentCalls();
      await pipelineWith(store, [newRun(2)]);
      await finish(store, B, NOW);
      const [item] = await leaseAll(store, NOW);
      if (item === undefined) throw new Error("the pipeline was not due");
      await broken.sql("update run_pipelines set failed = 4");
      await doctor.repair();
      expect(await store.saveAll([saveOf(item, NOW)])).toEqual([{ kind: "conflict" }]);
    });

    it("breaks a lease that ended long ago", async () => {
      await create(store, newRun(1, { createdAt: NOW }));
      await leaseAll(store, NOW);
      now += 10 * 60_000;
      await expectMended("lease-expired", A);
      expect((await leaseAll(store, now)).map(({ run }) => run.uuid)).toEqual([A]);
    });

    it("says that nobody decides when runs have been due for long", async () => {
      await create(store, newRun(1, { createdAt: NOW }));
      now += 10 * 60_000;
      expect((await doctor.examine()).findings.map(({ kind, subject }) => [kind, subject])).toEqual([["overdue", A]]);
    });

    it("tries a side effect again that failed many times", async () => {
      await create(store, newRun(1, { createdAt: NOW, managedBy: "user" }));
      await store.deleteRuns([A], NOW);
      await broken.sql(`update outbox set tries = 7, due_at = ${NOW * 2}`);
      await expectMended("side-effect-failing", `clean-run:${A}`);
      const taken = await store.takeOutbox({ now, limit: 9, leaseMs: 1000 });
      expect(taken.map(({ kind }) => kind)).toEqual(["clean-run"]);
    });

    const STRAY = `insert into run_tags (project_id, tag, run_id) select project_id, 'stray', id from runs`;
    it.each([
      ["a value that is gone", "delete from run_values where type <> 2", "outputs.word"],
      ["a value that is another", "update run_values set number = 7 where type = 2", "outputs.loss"],
      [
        "a document that was changed by hand",
        `update runs set outputs = '{"loss": 0.25, "word": "a"}'`,
        "outputs.loss",
      ],
      ["a tag that is gone", "delete from run_tags", "x"],
      ["a tag of nobody", STRAY, "stray"],
    ])("indexes a run anew, and names what disagrees: %s", async (_damage, sql, example) => {
      await create(store, newRun(1, { managedBy: "user", tags: ["x"] } satisfies Partial<NewRun>));
      await patch(store, A, { outputs: { loss: 0.5, word: "a", list: [1] } }, NOW);
      await broken.sql(sql);
      const { what } = await expectMended("values-disagree", A);
      expect(what).toMatch(new RegExp(`not those of its documents, such as ${example}$`));
    });

    it("names values that nobody has indexed for a minute, and nothing that is only waiting", async () => {
      const values = (of: number) => Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`m${at}`, of + at]));
      await create(store, newRun(1, { managedBy: "user" }));
      for (const at of [0, 1]) await patch(store, A, { outputs: values(at) }, NOW + at);
      now = NOW + 50_000;
      expect((await doctor.examine()).findings).toEqual([]);
      now = NOW + 70_000;
      expect((await doctor.examine()).findings).toMatchObject([{ kind: "values-late", since: NOW + 1_000 }]);
      await expectMended("values-late", A);
      expect(await store.runsToIndex({ now: NOW + 99_000, limit: 10 })).toEqual([]);
    });

    it("names documents that are not JSON and leaves them alone", async () => {
      await create(store, newRun(1, { managedBy: "user" }));
      await broken.sql(`update runs set meta_info = '{"a": '`);
      const { repaired, left } = await doctor.repair();
      expect(repaired).toEqual([]);
      expect(left.findings.map(({ kind, subject }) => [kind, subject])).toEqual([["document-unreadable", A]]);
    });

    it("stores a project again whose runs are still there", async () => {
      await create(store, newRun(1, { managedBy: "user" }));
      await broken.sql("delete from projects");
      const { subject } = (await doctor.examine()).findings[0] as Finding;
      await expectMended("project-missing", subject);
      expect((await store.getRun(A))?.project).toMatch(/^recovered-\d+$/);
    });

    it("sets artifact folders aside that belong to no run", async () => {
      await create(store, newRun(1, { managedBy: "user" }));
      folders = [A, runId(77)];
      await expectMended("artifacts-without-run", runId(77));
      expect(folders).toEqual([A]);
    });

    it("makes a repair once: what is mended already is left alone", async () => {
      await agentCalls();
      await createQueued(store, NOW, newRun(1));
      await broken.sql("delete from run_queue");
      expect(await store.repair({ kind: "fix-queue", run: A }, NOW)).toBe(true);
      expect(await store.repair({ kind: "fix-queue", run: A }, NOW)).toBe(false);
      for (const kind of ["wake", "free-slot", "end-attempt", "recount", "break-lease", "reindex"] as const) {
        if (kind !== "wake") expect([kind, await store.repair({ kind, run: A }, NOW)]).toEqual([kind, false]);
      }
      expect(await store.repair({ kind: "wake", run: runId(99) }, NOW)).toBe(false);
    });

    it.each([
      ["delete from runs", "rows-without-run", "run_documents.run_id"],
      ["delete from run_documents", "run-incomplete", "run_documents"],
      ["delete from run_conditions", "run-incomplete", "run_conditions"],
      ["update runs set pipeline_id = 4711, controller_id = 4711", "rows-without-run", "runs.pipeline_id"],
    ])("names rows that are gone, and what to do (%s)", async (statement, kind, subject) => {
      await create(store, newRun(1, { managedBy: "user" }), newRun(2, { managedBy: "user" }));
      await broken.sql(statement);
      const { findings } = await doctor.examine();
      expect(findings.find((each) => each.kind === kind && each.subject === subject)).toMatchObject({
        what: expect.stringMatching(/^2 (rows name runs|runs have no row)/) as string,
        advice: expect.stringContaining("restore the newest backup") as string,
        repair: null,
      });
    });

    it("takes for a finding only what two looks agree on while a server works", async () => {
      await agentCalls();
      await createQueued(store, NOW, newRun(1));
      await broken.sql("delete from run_queue");
      const moving = createDoctor({
        store,
        folders: { list: async () => [], setAside: async () => {} },
        clock: { now: () => now },
        served: true,
        sleep: async () => void (await store.repair({ kind: "fix-queue", run: A }, NOW)),
      });
      expect((await moving.examine()).findings).toEqual([]);
    });
  });
}

/** Gives a run's own decision back without a change; `wakeAt` null: somebody named will wake it. */
async function settle(store: Store, run: string, wakeAt: number | null): Promise<void> {
  const items = await leaseAll(store, NOW);
  await store.saveAll(items.map((item) => saveOf(item, NOW, { wakeAt: item.run.uuid === run ? wakeAt : NOW })));
}

/** The run `A`, a matrix under way, with children that one agent executes. */
async function pipelineWith(store: Store, children: readonly NewRun[]): Promise<void> {
  await create(store, newRun(1, { kind: "matrix", createdAt: NOW }));
  const [item] = await leaseAll(store, NOW);
  if (item === undefined) throw new Error("the matrix was not due");
  const state = { total: children.length, created: children.length, concurrency: 50 };
  const none = { succeeded: 0, failed: 0, upstreamFailed: 0, stopped: 0, skipped: 0 };
  const runs = children.map((child) => ({ ...child, pipeline: A, controller: A, createdAt: NOW }));
  const changes = [
    { kind: "status", condition: { type: "running" } },
    { kind: "pipeline", state: { ...state, ...none } },
    { kind: "create-children", runs },
  ] as const;
  expect(await store.saveAll([saveOf(item, NOW, { changes })])).toMatchObject([{ kind: "saved" }]);
  const due = await leaseAll(store, NOW, "queue");
  await store.saveAll(
    due.map((each) =>
      saveOf(each, NOW, {
        changes: [
          { kind: "status", condition: { type: "compiled" } },
          { kind: "status", condition: { type: "queued" } },
        ],
      }),
    ),
  );
  const claims = await store.claim({ agent: "agent-1", limit: 99, queues: [], now: NOW });
  expect(claims.length).toBe(children.length);
}

import type { Store } from "@polyaxon/orchestrator";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Fault, FaultyWay } from "../contract/faulty-way.ts";
import { makeProject, newRun, runId } from "../contract/harness.ts";
import { type Cluster, postgresCluster, whyNoPostgres } from "../contract/postgres-cluster.ts";
import { type CommitMark, CommitMarks } from "./commit-mark.ts";
import { openPostgresStore } from "./open-postgres-store.ts";
import type { Session } from "./session.ts";
import { CommitInDoubt, transact, wasCommitted } from "./transact.ts";

const reason = whyNoPostgres();
describe.skipIf(reason !== null)(`a commit without an answer${reason === null ? "" : ` (${reason})`}`, () => {
  let cluster: Cluster;
  let way: FaultyWay;
  let database: string;
  let store: Store;
  beforeEach(async () => {
    cluster = await postgresCluster();
    database = await cluster.createDatabase();
    way = await FaultyWay.to(cluster.port);
    store = await openPostgresStore({ url: cluster.url(database).replace(`:${cluster.port}/`, `:${way.port}/`) });
    await makeProject(store);
  });
  afterEach(async () => {
    await store.close();
    way.close();
    await cluster.dropDatabase(database);
  });

  test.each<Fault>(["commit-not-delivered", "answer-not-delivered"])(
    "is made once, and answered as it was (%s)",
    async (fault) => {
      way.fault = fault;
      // Made again, it would be `exists`.
      expect(await store.createRuns([newRun(1)])).toEqual({ kind: "created" });
      expect(way.faults).toBe(1);
      way.fault = fault;
      expect(await store.patchRun(runId(1), { name: "once" }, { now: 5 })).toBe("done");
      expect(way.faults).toBe(2);
      expect(await store.getRun(runId(1))).toMatchObject({ name: "once", version: 2 });
    },
  );

  test("hands a run out once", async () => {
    await store.createRuns([newRun(1), newRun(2)]);
    const [first] = await store.leaseDue({ now: 10, limit: 1, perPipeline: 1, leaseMs: 1_000, token: "t" });
    way.fault = "answer-not-delivered";
    const [second] = await store.leaseDue({ now: 10, limit: 1, perPipeline: 1, leaseMs: 1_000, token: "t" });
    expect([first?.run.uuid, second?.run.uuid]).toEqual([runId(1), runId(2)]);
    expect(way.faults).toBe(1);
  });

  test("is not taken for another one, which was given its number after a crash", async () => {
    const pool = new pg.Pool({ connectionString: cluster.url(database) });
    const client = await pool.connect();
    try {
      const marks = new CommitMarks(() => 5);
      const change = async (session: Session): Promise<void> =>
        session.sendText("update projects set description = 'changed'");
      // It was lost with the log of the server that crashed: nothing but its number is left, and that is handed out again.
      const lost = await marks.lend(async (mark) => mark);
      const other = await marks.lend(async (mark) => {
        await transact(client, mark, change);
        const { rows } = await client.query<{ number: string }>("select xmin::text as number from projects");
        return { mark, number: rows[0]?.number ?? "" };
      });
      const doubt = (mark: CommitMark): CommitInDoubt => new CommitInDoubt(other.number, mark, null);
      expect(await wasCommitted(client, doubt(lost))).toBe(false);
      expect(await wasCommitted(client, doubt(other.mark))).toBe(true);
    } finally {
      client.release();
      await pool.end();
    }
  });
});

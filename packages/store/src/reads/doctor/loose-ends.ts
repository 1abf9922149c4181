import type { MissingProject, OutboxFacts } from "@polyaxon/orchestrator";
import { type Database, statement } from "../../statement.ts";

const selectFailing = statement<
  { tries: number },
  { id: number; kind: string; idempotency_key: string; tries: number; due_at: number }
>((db, p) =>
  db
    .selectFrom("outbox")
    .select(["id", "kind", "idempotency_key", "tries", "due_at"])
    .where("tries", ">=", p.tries)
    .orderBy("id"),
);

export async function failingOutbox(database: Database, args: { tries: number }): Promise<readonly OutboxFacts[]> {
  return (await selectFailing(database, args)).map((row) => ({
    id: row.id,
    kind: row.kind,
    idempotencyKey: row.idempotency_key,
    tries: row.tries,
    dueAt: row.due_at,
  }));
}

const selectMissing = statement<object, { project_id: number; runs: number }>((db) =>
  db
    .selectFrom("runs as r")
    .leftJoin("projects as p", "p.id", "r.project_id")
    .select((eb) => ["r.project_id", eb.fn.countAll<number>().as("runs")])
    .where("p.id", "is", null)
    .groupBy("r.project_id")
    .orderBy("r.project_id"),
);

export async function missingProjects(database: Database, _args: object): Promise<readonly MissingProject[]> {
  const rows = await selectMissing(database, {});
  return rows.map((row) => ({ projectId: row.project_id, runs: row.runs }));
}

export async function knownRuns({ db }: Database, { uuids }: { uuids: readonly string[] }): Promise<readonly string[]> {
  if (uuids.length === 0) return [];
  const rows = await db.selectFrom("runs").select("uuid").where("uuid", "in", uuids).execute();
  return rows.map(({ uuid }) => uuid);
}

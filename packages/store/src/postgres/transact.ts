import type { PoolClient } from "pg";
import { isOutage } from "./failures.ts";
import { Session } from "./session.ts";

/**
 * The connection was lost between `commit` and its answer: whether the transaction is stored, only the server can tell,
 * by its number.
 */
export class CommitInDoubt extends Error {
  readonly transaction: string;

  constructor(transaction: string, cause: unknown) {
    super("the connection was lost during a commit", { cause });
    this.name = "CommitInDoubt";
    this.transaction = transaction;
  }

  /** What `work` answered: the answer to give if it turns out to be stored. */
  answer: unknown = null;
}

const sessions = new WeakMap<PoolClient, Session>();

/**
 * Runs `work` in a transaction of its own and resolves after its commit is on disk. READ COMMITTED: every unit locks
 * what it changes before it reads it (see docs/adr).
 *
 * @throws CommitInDoubt; everything else means that nothing was stored
 */
export async function transact<T>(client: PoolClient, work: (session: Session) => Promise<T>): Promise<T> {
  let session = sessions.get(client);
  if (session === undefined) {
    session = new Session(client);
    sessions.set(client, session);
  }
  session.sendText("begin isolation level read committed");
  let answer: T;
  let transaction: string | null;
  try {
    answer = await work(session);
    const number = client.query<{ id: string | null }>("select pg_current_xact_id_if_assigned()::text as id");
    number.catch(() => {}); // The failure that matters is that of the statements before it.
    await session.settle();
    transaction = (await number).rows[0]?.id ?? null;
  } catch (error) {
    await rollBack(client, session);
    throw error;
  }
  try {
    await client.query("commit");
  } catch (error) {
    if (transaction === null || !isOutage(error)) throw error;
    const doubt = new CommitInDoubt(transaction, error);
    doubt.answer = answer;
    throw doubt;
  }
  return answer;
}

async function rollBack(client: PoolClient, session: Session): Promise<void> {
  try {
    await session.reset();
    await client.query("rollback");
  } catch {
    // The connection is gone, and its transaction with it; the pool throws it away.
  }
}

/** What became of a transaction whose commit was not answered. `null`: it is not decided yet. */
export async function wasCommitted(client: PoolClient, transaction: string): Promise<boolean | null> {
  try {
    const { rows } = await client.query<{ status: string | null }>("select pg_xact_status($1::text::xid8) as status", [
      transaction,
    ]);
    const status = rows[0]?.status ?? null;
    return status === "in progress" ? null : status === "committed";
  } catch (error) {
    // "transaction ID is in the future": the server that answers now never saw it.
    if (!isOutage(error)) return false;
    throw error;
  }
}

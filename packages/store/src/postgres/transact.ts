import type { PoolClient } from "pg";
import { type CommitMark, WRITE_MARK } from "./commit-mark.ts";
import { isOutage } from "./failures.ts";
import { Session } from "./session.ts";

/**
 * The connection was lost between `commit` and its answer: whether the transaction is stored, only the server can tell,
 * by its number and its mark.
 */
export class CommitInDoubt extends Error {
  readonly transaction: string;
  readonly mark: CommitMark;

  constructor(transaction: string, mark: CommitMark, cause: unknown) {
    super("the connection was lost during a commit", { cause });
    this.name = "CommitInDoubt";
    this.transaction = transaction;
    this.mark = mark;
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
export async function transact<T>(
  client: PoolClient,
  mark: CommitMark,
  work: (session: Session) => Promise<T>,
): Promise<T> {
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
    session.send();
    const number = client.query<{ id: string }>({
      name: "plx-mark",
      text: WRITE_MARK,
      values: [mark.writer, mark.stamp],
    });
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
    const doubt = new CommitInDoubt(transaction, mark, error);
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

/**
 * What became of a transaction whose commit was not answered. `null`: it is not decided yet.
 *
 * Its number tells whether it still goes on, and whether it was rolled back; that it is stored, its mark alone can tell.
 * After a crash, or on a standby that was promoted, the same number may be another transaction's.
 */
export async function wasCommitted(
  client: PoolClient,
  { mark, transaction }: Pick<CommitInDoubt, "mark" | "transaction">,
): Promise<boolean | null> {
  try {
    const { rows } = await client.query<{ status: string | null }>("select pg_xact_status($1::text::xid8) as status", [
      transaction,
    ]);
    const status = rows[0]?.status ?? null;
    if (status === "in progress") return null;
    if (status === "aborted") return false;
  } catch (error) {
    // "transaction ID is in the future": the server that answers now never saw it.
    if (!isOutage(error)) return false;
    throw error;
  }
  // A statement of its own, so that it sees the commit that the number told of.
  const { rows } = await client.query("select 1 from health where id = $1::int8 and checked_at = $2::int8", [
    mark.writer,
    mark.stamp,
  ]);
  return rows.length > 0;
}

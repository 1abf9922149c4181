import pg from "pg";

/** A connection that cannot be made in this time counts as none. */
const CONNECT_TIMEOUT_MS = 5_000;
/** A statement of a unit takes milliseconds; one that takes this long waits for something that will not come. */
const STATEMENT_TIMEOUT_MS = 60_000;
/** A server that says nothing for so long after it should have ended a statement by itself has vanished. */
const UNANSWERED_MS = 10_000;
/** When a server's machine vanishes in the middle of a transaction, its locks go after this time. */
const IDLE_IN_TRANSACTION_MS = 30_000;

/**
 * Units go by keys, and prepare their statements once for a connection. A plan that was made while a table was small, or
 * had never been analysed, would otherwise read all of it for as long as the connection lives.
 */
const BY_KEY = `set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set enable_hashjoin = off;
  set enable_mergejoin = off; set jit = off`;

/** For one step of a read: the ids of some million runs. */
const LIST_MEMORY = "64MB";

/** Counts and times are numbers on every database: they stay far below 2^53. */
const INT8 = pg.types.builtins.INT8;
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === INT8 && format !== "binary" ? Number : (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
};

/** All connections to one database, bounded. */
export interface Connections {
  readonly write: pg.Pool;
  /** They refuse writes, and end a statement that takes too long. */
  readonly read: pg.Pool;
  /** One that was just made, outside the pools and without their limits. Its owner ends it. */
  alone(): Promise<pg.Client>;
  close(): Promise<void>;
}

const toServer = (url: string) =>
  ({
    connectionString: url,
    application_name: "polyaxon",
    types,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  }) as const;

/** One connection. Its owner ends it. */
export async function connectTo(url: string): Promise<pg.Client> {
  return await connect(toServer(url));
}

async function connect(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(config);
  client.on("error", () => {}); // Its owner hears of its end from the statements that fail, or from `end`.
  try {
    await client.connect();
    return client;
  } catch (error) {
    // Asked for a password that it does not have, the driver leaves the connection open, and the server waiting.
    client.end().catch(() => {});
    throw error;
  }
}

export function connectionsTo(
  url: string,
  { writers, readers, readTimeoutMs }: { writers: number; readers: number; readTimeoutMs: number },
): Connections {
  const common = toServer(url);
  const pool = (max: number, setUp: string, more: object = {}): pg.Pool => {
    const made = new pg.Pool({
      ...common,
      ...more,
      max,
      idleTimeoutMillis: 60_000,
      // The pool waits for it, and throws the connection away when it fails; its types say `void`.
      onConnect: ((client: pg.ClientBase) => client.query(setUp)) as unknown as (client: pg.ClientBase) => void,
    });
    // An idle connection that is lost is only forgotten; whoever needs one gets another.
    made.on("error", () => {});
    // One in use that is lost fails its statements; without a listener it would end the process as well.
    made.on("connect", (client) => client.on("error", () => {}));
    return made;
  };
  const write = pool(
    writers,
    // `remote_apply` waits for even more; anything below `on` would acknowledge what a crash can take back (I3).
    `select set_config('synchronous_commit', 'on', false)
       where current_setting('synchronous_commit') not in ('on', 'remote_apply');
     set statement_timeout = ${STATEMENT_TIMEOUT_MS};
     set idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_MS};
     ${BY_KEY}`,
    { pipeline: true, query_timeout: STATEMENT_TIMEOUT_MS + UNANSWERED_MS },
  );
  const read = pool(
    readers,
    // A list of ids that does not fit is looked through for every row instead of hashed, and compiling a query to machine
    // code takes longer than any list.
    `set statement_timeout = ${readTimeoutMs}; set default_transaction_read_only = on;
     set work_mem = '${LIST_MEMORY}'; set jit = off`,
    { query_timeout: readTimeoutMs + UNANSWERED_MS },
  );
  return {
    write,
    read,
    alone: () => connect(common),
    async close() {
      await Promise.all([write.end(), read.end()]);
    },
  };
}

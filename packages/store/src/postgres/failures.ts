import pg from "pg";
import { StoreError } from "../errors.ts";

/** SQLSTATEs (https://www.postgresql.org/docs/current/errcodes-appendix.html) by what they mean to us. */
const SERIALIZATION_FAILURE = "40001";
const DEADLOCK = "40P01";
const UNIQUE_VIOLATION = "23505";
const QUERY_CANCELED = "57014";
const READ_ONLY = "25006";
const DISK_FULL = "53100";
const INVALID_PASSWORD = "28P01";
const INVALID_AUTHORIZATION = "28000";
const NO_DATABASE = "3D000";
const NO_PRIVILEGE = "42501";
/** admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections, idle_session_timeout. */
const OUTAGES = new Set(["57P01", "57P02", "57P03", "53300", "57P05", READ_ONLY]);

/** What the network, or the driver in its own words, says when nobody answers. */
const NETWORK = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
]);
const DRIVER =
  /^(Connection terminated|timeout e|Client (was closed|has encountered)|Query read timeout|Connection ended)/;

const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : "";

const messageOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join("; ");
  return error instanceof Error ? error.message : String(error);
};

/** Two units met: nothing of this one is stored, and trying again is right. */
export function isConflict(error: unknown): boolean {
  const code = codeOf(error);
  // Both looked for a row, saw none, and inserted it; the second look finds it.
  return code === SERIALIZATION_FAILURE || code === DEADLOCK || code === UNIQUE_VIOLATION;
}

/** The server, or the way to it, is gone for now; it may come back, or its successor may. */
export function isOutage(error: unknown): boolean {
  const code = codeOf(error);
  if (OUTAGES.has(code) || code.startsWith("08") || NETWORK.has(code)) return true;
  return code === "" && DRIVER.test(messageOf(error));
}

export const isTooSlow = (error: unknown): boolean => codeOf(error) === QUERY_CANCELED;

/** Errors that the database itself reported, as opposed to those that a unit threw. */
export const isDatabaseError = (error: unknown): boolean =>
  error instanceof pg.DatabaseError || isOutage(error) || wrongWay(error) !== null;

/** What the network said, and what to look at. */
export function whyAway(error: unknown): string {
  const hint = HINTS.find(([found]) => found.test(`${codeOf(error)} ${messageOf(error)}`))?.[1];
  return `${messageOf(error)}.${hint === undefined ? "" : ` ${hint}`}`;
}

const HINTS: readonly (readonly [RegExp, string])[] = [
  [/ENOTFOUND|EAI_AGAIN/, "No host of that name is known here: check the host in POLYAXON_DATABASE_URL."],
  [/ECONNREFUSED/, "Nobody listens there: is the database server running, and is the port right?"],
  [/ENOENT/, "There is no socket of that name: is the database server running, and is the folder right?"],
  [
    /ETIMEDOUT|timeout e|EHOSTUNREACH|ENETUNREACH/,
    "Nothing answers there: is the address right, and does a firewall stand between?",
  ],
  [/^53300/, "It has no connection left: each Polyaxon server takes up to 13; raise max_connections."],
  [/^25006/, "It takes no writes: it is a standby that has not been promoted, or was set read-only."],
  [/^57P03/, "It is starting or ending, or it is a standby."],
];

/** What is wrong with how this user comes to the server: the driver's own words, which have no code. */
function wrongWay(error: unknown): string | null {
  const said = messageOf(error);
  const code = codeOf(error);
  if (/password must be a (non-empty )?string|SASL: .*password/.test(said))
    return "The server asks for a password, and POLYAXON_DATABASE_URL has none.";
  if (/does not support SSL/.test(said))
    return "Switch TLS on at the server, or leave sslmode out of POLYAXON_DATABASE_URL.";
  if (/SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|CERT_|ALTNAME_INVALID/.test(code))
    return "Its certificate is not trusted here: name its authority with sslrootcert=FILE in POLYAXON_DATABASE_URL.";
  return null;
}

/** One clear message for what a person can mend; `place` names the database without its password. */
export function storeErrorFrom(error: unknown, place: string): StoreError {
  if (error instanceof StoreError) return error;
  const options = { cause: error, told: isOutage(error) };
  const said = messageOf(error);
  const code = codeOf(error);
  const way = wrongWay(error);
  if (way !== null)
    return new StoreError("refused", `The database ${place} does not let this user in: ${said}. ${way}`, options);
  switch (code) {
    case INVALID_PASSWORD:
    case INVALID_AUTHORIZATION:
      return new StoreError(
        "refused",
        `The database ${place} does not let this user in: ${said}. Check the user and password in POLYAXON_DATABASE_URL.`,
        options,
      );
    case NO_DATABASE:
      return new StoreError(
        "refused",
        `There is no such database: ${place}. Make it first (createdb), or correct POLYAXON_DATABASE_URL.`,
        options,
      );
    case NO_PRIVILEGE:
      return new StoreError(
        "refused",
        `The user of ${place} may not do what is needed: ${said}. Let it own the database, or grant it all on its schema.`,
        options,
      );
    case READ_ONLY:
      return readOnly(place, options);
    case DISK_FULL:
      return new StoreError(
        "disk-full",
        `The disk of the database ${place} is full. Free some space; nothing that was acknowledged is lost.`,
        options,
      );
    default:
      if (isOutage(error)) {
        return new StoreError("unreachable", `The database ${place} cannot be reached: ${whyAway(error)}`, options);
      }
      if (code !== "") return new StoreError("unit", `The database ${place} refused a statement: ${said}`, options);
      return new StoreError("unit", said, options);
  }
}

export function readOnly(place: string, options?: ErrorOptions & { readonly told?: boolean }): StoreError {
  return new StoreError(
    "read-only",
    `The database ${place} takes no writes: it is a standby or set read-only. Point POLYAXON_DATABASE_URL at the primary.`,
    options,
  );
}

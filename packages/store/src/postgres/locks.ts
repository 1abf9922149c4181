/** Advisory locks of a database, by which servers and an operator's tools keep out of each other's way. */

/** Whoever changes the schema, until its transaction ends. Any number, the same in every server: "PLX" and 1. */
export const MIGRATION_LOCK = 0x50_4c_58_01;

/** Shared by every server, from the connection on which it hears notices; taken alone by what needs them all gone. */
export const SERVED_LOCK = 0x50_4c_58_02;

/**
 * Class of the locks by which servers show that they live: each holds one for its name, on the connection on which it
 * hears notices. Postgres frees it as soon as the process is gone.
 */
export const LIFE_LOCKS = 0x50_4c_58;

/** Class of the locks of those that look whether a name is free, and take it: one after the other, for a moment. */
export const NAMING_LOCKS = 0x50_4c_59;

/** The second half of a server's locks: FNV-1a of its name. Two names that share one delay a takeover or a start. */
export function lifeLock(owner: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < owner.length; at += 1) hash = Math.imul(hash ^ owner.charCodeAt(at), 0x01000193);
  return hash & 0x7fff_ffff;
}

/** Advisory locks of a database, by which servers and an operator's tools keep out of each other's way. */

/** Whoever changes the schema, until its transaction ends. Any number, the same in every server: "PLX" and 1. */
export const MIGRATION_LOCK = 0x50_4c_58_01;

/** Shared by every server, from the connection on which it hears notices; taken alone by what needs them all gone. */
export const SERVED_LOCK = 0x50_4c_58_02;

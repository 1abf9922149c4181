/** Names the addresses that may be called although they are not on the public internet. */
export const OUTGOING_VARIABLE = "POLYAXON_OUTGOING_ALLOW";

/** What a person is told when an address is refused. */
export const OUTGOING_HINT = `name the host, or a block such as 10.1.0.0/16, in ${OUTGOING_VARIABLE} to allow it`;

/** Hosts, addresses and blocks, separated by commas; whoever uses them says what is wrong with them. */
export const outgoingAllowed = (env: Readonly<Record<string, string | undefined>>): readonly string[] =>
  (env[OUTGOING_VARIABLE] ?? "").split(",").flatMap((entry) => (entry.trim() === "" ? [] : [entry.trim()]));

import { startServer } from "../server-process.ts";
import type { Peer } from "./peer.ts";
import { upstreamWire } from "./upstream-wire.ts";

/** This repository's server, with its embedded database; lists by cursor, as our own clients ask for them. */
export async function ours(): Promise<Peer> {
  const server = await startServer(["--executor", "null", "--slots", "1"]);
  return {
    ...(await upstreamWire(server.url, { paging: "cursor=" })),
    name: "polyaxon (ours)",
    close: () => server.close(),
  };
}

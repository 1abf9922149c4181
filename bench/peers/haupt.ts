import type { Peer } from "./peer.ts";
import { startPython } from "./python-server.ts";
import { upstreamWire } from "./upstream-wire.ts";

/** Upstream's community server as one process on SQLite. */
export async function haupt(environment: string): Promise<Peer> {
  const server = await startPython(
    environment,
    "haupt",
    (port, folder) => [
      "sandbox",
      "start",
      "--host",
      "127.0.0.1",
      "--port",
      String(port),
      "--workers",
      "1",
      "--path",
      folder,
    ],
    { ready: "/healthz" },
  );
  try {
    // Without a count, which ours does not make either.
    const wire = await upstreamWire(server.url, { paging: "no_page=true" });
    return { ...wire, name: "haupt (upstream)", close: () => server.close() };
  } catch (error) {
    await server.close();
    throw error;
  }
}

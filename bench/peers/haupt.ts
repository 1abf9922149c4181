import { join } from "node:path";
import { cloneRuns, uuidOf, valueIn } from "./clone-rows.ts";
import { lossOf, type Peer } from "./peer.ts";
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
    return {
      ...wire,
      name: "haupt (upstream)",
      createRun: (index) => untilTaken(() => wire.createRun(index)),
      logMetrics: (run, metrics, step) => untilTaken(() => wire.logMetrics(run, metrics, step)),
      fill(like, runs) {
        const file = join(server.folder, ".polyaxon/plx.db");
        const newest = Number(valueIn(file, "select max(id) from db_run"));
        const first = runs[0] ?? 0;
        const other = (run: number) => ({
          id: newest + 1 + run - first,
          uuid: uuidOf(run),
          name: `run-${run}`,
          outputs: JSON.stringify({ loss: lossOf(run), accuracy: 0 }),
        });
        cloneRuns(file, [{ table: "db_run", where: { column: "uuid", is: like }, other }], runs);
      },
      close: () => server.close(),
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** Of requests that come at the same time it refuses some with 405, as if the method were another one's. */
async function untilTaken<T>(call: () => Promise<T>): Promise<T> {
  for (let left = 100; ; left -= 1) {
    try {
      return await call();
    } catch (error) {
      if (left === 0 || !(error instanceof Error) || !error.message.includes("answered 405")) throw error;
    }
  }
}

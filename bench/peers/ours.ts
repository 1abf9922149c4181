import { decodeAnswer, encodePointBlock } from "@polyaxon/tracking";
import { join } from "node:path";
import { postBytes, startServer } from "../server-process.ts";
import { cloneRuns, uuidOf, valueIn } from "./clone-rows.ts";
import { lossOf, type Peer } from "./peer.ts";
import { upstreamWire } from "./upstream-wire.ts";

/**
 * This repository's server, with its embedded database; lists by cursor and series in blocks, as our own clients ask for them
 * (docs/series.md).
 */
export async function ours(): Promise<Peer> {
  const server = await startServer(["--executor", "null", "--slots", "1"]);
  const wire = await upstreamWire(server.url, { paging: "cursor=" });
  return {
    ...wire,
    name: "polyaxon (ours)",
    fill(like, runs) {
      const file = join(server.dataDir, "polyaxon.db");
      const id = valueIn(file, "select id from runs where uuid = ?", like);
      const newest = Number(valueIn(file, "select max(id) from runs"));
      const first = runs[0] ?? 0;
      const idOf = (run: number): number => newest + 1 + run - first;
      const lossKey = valueIn(file, "select id from value_keys where scope = 'outputs' and name = 'loss'");
      const outputs = (run: number): string => JSON.stringify({ loss: lossOf(run), accuracy: 0 });
      const tables = [
        {
          table: "runs",
          where: { column: "id", is: id },
          other: (run: number) => ({ id: idOf(run), uuid: uuidOf(run), name: `run-${run}`, outputs: outputs(run) }),
        },
        {
          table: "run_documents",
          where: { column: "run_id", is: id },
          other: (run: number) => ({ run_id: idOf(run) }),
        },
        {
          table: "run_values",
          where: { column: "run_id", is: id },
          other: (run: number, { key_id, number }: Record<string, unknown>) => ({
            run_id: idOf(run),
            number: key_id === lossKey ? lossOf(run) : Number(number),
          }),
        },
      ];
      cloneRuns(file, tables, runs);
    },
    seriesAtOnce: 100_000,
    async logSeries(run, name, points, from) {
      // Plain loops, as a program that has its points in columns would fill them.
      const steps = new Float64Array(points.length);
      const times = new Float64Array(points.length);
      for (let at = 0; at < points.length; at += 1) {
        const step = from + at;
        steps[at] = step;
        times[at] = 1.7e15 + step * 1_000 + (step % 613);
      }
      const block = encodePointBlock([{ name, steps, times, values: Float64Array.from(points) }]);
      await postBytes(`${addressOf(server.url, run)}/packed`, block, "application/octet-stream");
    },
    async history(run, name) {
      // Wide enough for every point of the window to be given as it is.
      const asked = JSON.stringify({ runs: [run], names: [name], buckets: 65_536 });
      const answer = await postBytes(addressOf(server.url, "multi"), asked, "application/json");
      const [found] = decodeAnswer(answer);
      return found?.line.kind === "points" ? found.line.steps.length : 0;
    },
    close: () => server.close(),
  };
}

const addressOf = (url: string, run: string): string => `${url}/streams/v1/p/default/peers/runs/${run}/series`;

import { get, patch, post, send } from "../server-process.ts";
import { answered } from "./answered.ts";
import type { Peer } from "./peer.ts";

/** Points of one metric as the Python client writes them: a file of events, uploaded whole. */
const eventFile = (points: readonly number[], from: number): string =>
  `step|timestamp|metric\n${points.map((value, at) => `${from + at}|2026-01-01 00:00:00+00:00|${value}`).join("\n")}`;

/** What upstream's server and ours have in common: reference is upstream's Python client. */
export async function upstreamWire(
  url: string,
  options: { readonly paging: string },
): Promise<Omit<Peer, "name" | "fill" | "close">> {
  const base = `${url}/api/v1/default`;
  answered(await post(`${base}/projects/create`, { name: "peers" }));
  const query = new URLSearchParams({ query: "metrics.loss:<0.5", sort: "metrics.loss", limit: "50" });
  const streams = (run: string): string => `${url}/streams/v1/polyaxon/default/peers/runs/${run}`;
  return {
    async createRun(index) {
      const run = { managed_by: "user", is_managed: false, name: `run-${index}` };
      return answered<{ uuid: string }>(await post(`${base}/peers/runs`, run)).uuid;
    },
    async logMetrics(run, metrics) {
      answered(await patch(`${base}/peers/runs/${run}`, { merge: true, outputs: metrics }));
    },
    async listByMetric() {
      const list = await get(`${base}/peers/runs?${query.toString()}&${options.paging}`);
      return answered<{ results: unknown[] }>(list).results.length;
    },
    async history(run, metric) {
      const events = await get(`${streams(run)}/events/metric?names=${metric}&orient=dict`);
      const found = answered<{ data: { data: { metric: unknown[] } }[] }>(events).data[0];
      return found?.data.metric.length ?? 0;
    },
    async logSeries(run, metric, points, from) {
      const boundary = "points-of-the-bench";
      const part = (head: string, text: string): string =>
        `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${text}\r\n`;
      const file = part(
        `name="upload_file"; filename="${metric}.plx"\r\nContent-Type: text/plain`,
        eventFile(points, from),
      );
      const json = part(`name="json"`, JSON.stringify({ untar: false, path: "events/metric", overwrite: true }));
      const form = `multipart/form-data; boundary=${boundary}`;
      answered<unknown>(
        await send("POST", `${streams(run)}/artifact`, `${json}${file}--${boundary}--\r\n`, form),
        "text",
      );
    },
    seriesAtOnce: 100_000,
  };
}

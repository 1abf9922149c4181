import { get, patch, post, send } from "../server-process.ts";
import { answered } from "./answered.ts";
import type { Peer, UpstreamSeries } from "./peer.ts";

/** Points of one metric as the Python client writes them, from a step on. */
export const eventFile = (points: readonly number[], from: number): string =>
  `step|timestamp|metric\n${points.map((value, at) => `${from + at}|${timeOf(from + at)}|${value}`).join("\n")}`;

/** A hundred points a second. The text of a second is made once: it is not what is measured. */
const timeOf = (step: number): string =>
  `${secondOf(Math.floor(step / 100))}.${String(step % 100).padStart(2, "0")}0000+00:00`;

const seconds: string[] = [];
const secondOf = (second: number): string =>
  (seconds[second] ??= new Date(1_767_225_600_000 + second * 1_000).toISOString().slice(0, 19).replace("T", " "));

/** What upstream's server and ours have in common: reference is upstream's Python client. */
export async function upstreamWire(
  url: string,
  options: { readonly paging: string },
): Promise<Omit<Peer, "name" | "fill" | "close">> {
  const base = `${url}/api/v1/default`;
  answered(await post(`${base}/projects/create`, { name: "peers" }));
  const query = new URLSearchParams({ query: "metrics.loss:<0.5", sort: "metrics.loss", limit: "50" });
  const streams = (run: string): string => `${url}/streams/v1/polyaxon/default/peers/runs/${run}`;
  const eventsOf = async (run: string, metric: string): ReturnType<typeof get> =>
    await get(`${streams(run)}/events/metric?names=${metric}&orient=dict`);
  const upstream: UpstreamSeries = {
    async events(run, metric) {
      const events = await eventsOf(run, metric);
      const found = answered<{ data: { data: { metric: unknown[] } }[] }>(events).data[0];
      return found?.data.metric.length ?? 0;
    },
    eventsText: async (run, metric) => answered(await eventsOf(run, metric), "text"),
    async upload(run, metric, file) {
      const boundary = "points-of-the-bench";
      const part = (head: string, text: string): string =>
        `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${text}\r\n`;
      const points = part(`name="upload_file"; filename="${metric}.plx"\r\nContent-Type: text/plain`, file);
      const json = part(`name="json"`, JSON.stringify({ untar: false, path: "events/metric", overwrite: true }));
      const form = `multipart/form-data; boundary=${boundary}`;
      answered<unknown>(
        await send("POST", `${streams(run)}/artifact`, `${json}${points}--${boundary}--\r\n`, form),
        "text",
      );
    },
  };
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
    history: (run, metric) => upstream.events(run, metric),
    logSeries: (run, metric, points, from) => upstream.upload(run, metric, eventFile(points, from)),
    upstream,
    seriesAtOnce: 100_000,
  };
}

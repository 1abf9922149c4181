import { join } from "node:path";
import { get, post } from "../server-process.ts";
import { answered } from "./answered.ts";
import { cloneRuns, uuidOf } from "./clone-rows.ts";
import { lossOf, type Peer } from "./peer.ts";
import { startPython } from "./python-server.ts";

/** MLflow's tracking server on its SQLite store, one worker, through the REST API of its clients. */
export async function mlflow(environment: string): Promise<Peer> {
  const server = await startPython(
    environment,
    "mlflow",
    (port, folder) => [
      ...["server", "--host", "127.0.0.1", "--port", String(port), "--workers", "1"],
      ...["--backend-store-uri", `sqlite:///${folder}/mlflow.db`, "--artifacts-destination", `${folder}/artifacts`],
    ],
    { ready: "/health" },
  );
  const api = `${server.url}/api/2.0/mlflow`;
  const experiment = answered<{ experiment_id: string }>(
    await post(`${api}/experiments/create`, { name: "peers" }),
  ).experiment_id;
  const logBatch = async (run_id: string, metrics: readonly object[]): Promise<void> => {
    answered(await post(`${api}/runs/log-batch`, { run_id, metrics }));
  };
  return {
    name: "MLflow",
    async createRun(index) {
      const asked = { experiment_id: experiment, run_name: `run-${index}`, start_time: Date.now() };
      return answered<{ run: { info: { run_id: string } } }>(await post(`${api}/runs/create`, asked)).run.info.run_id;
    },
    logMetrics: (run, metrics, step) =>
      logBatch(
        run,
        Object.entries(metrics).map(([key, value]) => ({ key, value, step, timestamp: Date.now() })),
      ),
    fill(like, runs) {
      const ofRun = (table: string) => ({ table, where: { column: "run_uuid", is: like } });
      const metric = (run: number, { key, value }: Record<string, unknown>) => ({
        run_uuid: uuidOf(run),
        value: key === "loss" ? lossOf(run) : Number(value),
      });
      const tables = [
        { ...ofRun("runs"), other: (run: number) => ({ run_uuid: uuidOf(run), name: `run-${run}` }) },
        { ...ofRun("tags"), other: (run: number) => ({ run_uuid: uuidOf(run) }) },
        { ...ofRun("metrics"), other: metric },
        { ...ofRun("latest_metrics"), other: metric },
      ];
      cloneRuns(join(server.folder, "mlflow.db"), tables, runs);
    },
    async listByMetric() {
      const asked = {
        experiment_ids: [experiment],
        filter: "metrics.loss < 0.5",
        order_by: ["metrics.loss ASC"],
        max_results: 50,
      };
      return answered<{ runs?: unknown[] }>(await post(`${api}/runs/search`, asked)).runs?.length ?? 0;
    },
    async history(run, metric) {
      let found = 0;
      let token = "";
      do {
        const query = new URLSearchParams({ run_id: run, metric_key: metric, max_results: "25000" });
        if (token !== "") query.set("page_token", token);
        const page = answered<{ metrics?: unknown[]; next_page_token?: string }>(
          await get(`${api}/metrics/get-history?${query.toString()}`),
        );
        found += page.metrics?.length ?? 0;
        token = page.next_page_token ?? "";
      } while (token !== "");
      return found;
    },
    logSeries: (run, key, points, from) =>
      logBatch(
        run,
        points.map((value, at) => ({ key, value, step: from + at, timestamp: 1_767_225_600_000 + from + at })),
      ),
    seriesAtOnce: 1_000,
    close: () => server.close(),
  };
}

import { dirname, join } from "node:path";
import { isArtifactKind } from "../formats/artifact-kind.ts";
import { createEventTail, type EventTail } from "../formats/event-tail.ts";
import { parseFloatText } from "../formats/event-file.ts";
import { jsonNumber } from "../formats/json-number.ts";
import type { SpoolArtifact, SpoolRecord } from "../formats/spool.ts";
import { createMetricFeed } from "./metric-feed.ts";
import { feedFrom } from "./summarise-file.ts";

/** One call to make. `{run}` in the path stands for the run's uuid, which may not be known yet. */
export type WireRequest =
  | { readonly kind: "json"; readonly method: "POST" | "PATCH"; readonly path: string; readonly body: unknown }
  /** A block of points, see docs/series.md. */
  | { readonly kind: "points"; readonly path: string; readonly body: Uint8Array }
  /** `file` is the source on disk, `folder` its place in the run. */
  | { readonly kind: "upload"; readonly path: string; readonly file: string; readonly folder: string };

/**
 * What a tracked run has still to tell its server. Bounded without dropping anything: documents merge key by key, lineage and changed
 * files are sets; bytes stay on disk until they are sent.
 *
 * Metrics go as batches of points while the run goes on: the server keeps their last values and summaries itself. Their files follow at
 * the end, for clients that read events. A metric of which nothing went by then goes as its file alone.
 */
export interface Outbox {
  record(record: SpoolRecord): void;
  /** A file of the run's folder has new content; the path is relative. */
  changed(path: string): void;
  isEmpty(): boolean;
  /** More points wait than one request takes. */
  isBehind(): boolean;
  /**
   * What is to be told now as requests, in the order to make them; the outbox is empty afterwards, unless it is behind.
   * @param of `points` leaves the files for later, `all` is the end
   */
  take(of: "points" | "files" | "all"): WireRequest[];
  /** The server takes no batches: metrics go as whole files from now on. */
  withoutBatches(): void;
}

const METRIC = /^events\/metric\/[^/]+\.plx$/;

export function createOutbox(folder: string, project: { readonly owner: string; readonly project: string }): Outbox {
  const api = `/api/v1/${project.owner}/${project.project}/runs/{run}`;
  const streams = `/streams/v1/default/${project.owner}/${project.project}/runs/{run}`;
  const upload = `${streams}/artifact`;
  let patch: Record<string, unknown> = {};
  const artifacts = new Map<string, unknown>();
  const files = new Set<string>();
  /** Metric files that go at the end. */
  const metrics = new Set<string>();
  let feed: ReturnType<typeof createMetricFeed> | null = createMetricFeed(folder);
  const tails = new Map<string, { readonly tail: EventTail; offset: number }>();

  function merge(field: string, values: object): void {
    patch[field] = { ...(patch[field] as object | undefined), ...values };
  }

  function record(one: SpoolRecord): void {
    switch (one.type) {
      case "inputs":
      case "outputs":
        return merge(one.type, one.values);
      case "meta":
        return merge("meta_info", one.values);
      case "tags":
        patch["tags"] = [...new Set([...((patch["tags"] as string[] | undefined) ?? []), ...one.tags])];
        return;
      case "name":
        patch["name"] = one.name;
        return;
      case "description":
        patch["description"] = one.description;
        return;
      case "artifact":
        artifacts.set(`${one.artifact.kind}/${one.artifact.name}`, wireArtifact(one.artifact));
        return;
      default:
        one satisfies never;
    }
  }

  /** Reads what an event file gained, for its lineage and for the last value in the outputs. */
  function summarise(path: string): void {
    const match = /^events\/([^/]+)\/([^/]+)\.plx$/.exec(path);
    if (match === null) return;
    const [, kind = "", name = ""] = match;
    if (!isArtifactKind(kind)) return;
    const follow = tails.get(path) ?? { tail: createEventTail(kind, name), offset: 0 };
    tails.set(path, follow);
    try {
      follow.offset = feedFrom(join(folder, path), follow.offset, follow.tail);
    } catch {
      return; // Removed by its own program: what cannot be read has no summary.
    }
    const summary = follow.tail.summary();
    const last = follow.tail.last();
    if (summary === null || last === null) return;
    artifacts.set(`${kind}/${name}`, { name, kind, path, summary, is_input: false });
    const value = kind === "metric" ? parseFloatText(last.value) : null;
    if (value !== null) merge("outputs", { [name]: jsonNumber(value) });
  }

  return {
    record,
    changed(path) {
      if (feed === null || !METRIC.test(path)) return void files.add(path);
      metrics.add(path);
      feed.changed(path);
    },
    isEmpty: () =>
      Object.keys(patch).length === 0 && artifacts.size === 0 && files.size === 0 && feed?.isBehind() !== true,
    isBehind: () => feed?.isBehind() === true,
    withoutBatches() {
      feed = null;
      for (const path of metrics) files.add(path);
      metrics.clear();
    },
    take(of) {
      const requests: WireRequest[] = [];
      const body = feed?.take(of === "all") ?? null;
      if (body !== null) requests.push({ kind: "points", path: `${streams}/series/packed`, body });
      if (of === "all" && feed?.isBehind() !== true) {
        for (const path of metrics) files.add(path);
        metrics.clear();
      }
      const going = of === "points" ? [] : [...files];
      for (const path of going) summarise(path);
      for (const path of going) {
        const place = dirname(path) === "." ? "" : dirname(path);
        requests.push({ kind: "upload", path: upload, file: join(folder, path), folder: place });
      }
      if (Object.keys(patch).length > 0)
        requests.push({ kind: "json", method: "PATCH", path: api, body: { ...patch, merge: true } });
      if (artifacts.size > 0) {
        const body = { artifacts: [...artifacts.values()] };
        requests.push({ kind: "json", method: "POST", path: `${api}/lineage/artifacts`, body });
      }
      patch = {};
      artifacts.clear();
      for (const path of going) files.delete(path);
      return requests;
    },
  };
}

export function statusRequest(
  project: { readonly owner: string; readonly project: string },
  type: string,
  reason: string,
  message: string,
): WireRequest {
  const path = `/api/v1/${project.owner}/${project.project}/runs/{run}/statuses`;
  return { kind: "json", method: "POST", path, body: { condition: { type, status: true, reason, message } } };
}

function wireArtifact(artifact: SpoolArtifact): object {
  const { path, ...rest } = artifact;
  return path === null ? rest : { ...rest, path };
}

import { closeSync, openSync, readSync } from "node:fs";
import { dirname, join } from "node:path";
import { isArtifactKind } from "../formats/artifact-kind.ts";
import { createEventTail, type EventTail } from "../formats/event-tail.ts";
import { parseFloatText } from "../formats/event-file.ts";
import { jsonNumber } from "../formats/json-number.ts";
import type { SpoolArtifact, SpoolRecord } from "../formats/spool.ts";

/** One call to make. `{run}` in the path stands for the run's uuid, which may not be known yet. */
export type WireRequest =
  | { readonly kind: "json"; readonly method: "POST" | "PATCH"; readonly path: string; readonly body: unknown }
  /** `file` is the source on disk, `folder` its place in the run. */
  | { readonly kind: "upload"; readonly path: string; readonly file: string; readonly folder: string };

/**
 * What a tracked run has still to tell its server. Bounded without dropping anything: documents merge key by key, lineage and changed
 * files are sets; bytes stay on disk until they are sent.
 */
export interface Outbox {
  record(record: SpoolRecord): void;
  /** A file of the run's folder has new content; the path is relative. */
  changed(path: string): void;
  isEmpty(): boolean;
  /** Everything as requests, in the order to make them; the outbox is empty afterwards. */
  take(): WireRequest[];
}

export function createOutbox(folder: string, project: { readonly owner: string; readonly project: string }): Outbox {
  const api = `/api/v1/${project.owner}/${project.project}/runs/{run}`;
  const upload = `/streams/v1/default/${project.owner}/${project.project}/runs/{run}/artifact`;
  let patch: Record<string, unknown> = {};
  const artifacts = new Map<string, unknown>();
  const files = new Set<string>();
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
    follow.offset = feedFrom(join(folder, path), follow.offset, follow.tail);
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
      files.add(path);
    },
    isEmpty: () => Object.keys(patch).length === 0 && artifacts.size === 0 && files.size === 0,
    take() {
      for (const path of files) summarise(path);
      const requests: WireRequest[] = [];
      for (const path of files) {
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
      files.clear();
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

/** @returns the offset after the last byte read */
function feedFrom(path: string, start: number, tail: EventTail): number {
  const block = Buffer.allocUnsafe(256 * 1024);
  const fd = openSync(path, "r");
  try {
    let offset = start;
    for (
      let read = readSync(fd, block, 0, block.length, offset);
      read > 0;
      read = readSync(fd, block, 0, block.length, offset)
    ) {
      tail.feed(block.subarray(0, read));
      offset += read;
    }
    return offset;
  } finally {
    closeSync(fd);
  }
}

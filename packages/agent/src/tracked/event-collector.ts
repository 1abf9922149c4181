import { existsSync } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { JsonObject } from "@polyaxon/orchestrator";
import { type ArtifactKind, createEventTail, type EventTail, isArtifactKind } from "@polyaxon/tracking";
import type { CollectedArtifact, Collected } from "./collected.ts";

const READ_BYTES = 256 * 1024;

interface FollowedFile {
  tail: EventTail;
  inode: number;
  readAt: number;
}

/**
 * Follows every event file of one run: what is new becomes lineage with a summary, and the last value of each metric an
 * output. Files under `resources/` become lineage of kind `system` and no outputs; one that carries the name of an event
 * gives way to it, because lineage is kept by name.
 *
 * Each file is read once, in chunks; a file that was replaced or became shorter is read from its beginning.
 */
export interface EventCollector {
  /** What changed since the last call. Null when nothing did. */
  collect(): Promise<Collected | null>;
}

export function createEventCollector(
  run: { readonly uuid: string; readonly folder: string },
  onUnreadable: (path: string, error: unknown) => void,
): EventCollector {
  const files = new Map<string, FollowedFile>();

  async function readNews(path: string, kind: ArtifactKind): Promise<EventTail | null> {
    const { size, ino } = await stat(path);
    let followed = files.get(path);
    if (followed === undefined || followed.inode !== ino || size < followed.readAt) {
      followed = { tail: createEventTail(kind, basename(path, ".plx")), inode: ino, readAt: 0 };
      files.set(path, followed);
    }
    if (size === followed.readAt) return null;
    const file = await open(path, "r");
    try {
      const chunk = Buffer.allocUnsafe(Math.min(READ_BYTES, size - followed.readAt));
      for (;;) {
        const { bytesRead } = await file.read(chunk, 0, chunk.length, followed.readAt);
        if (bytesRead === 0) return followed.tail;
        followed.tail.feed(chunk.subarray(0, bytesRead));
        followed.readAt += bytesRead;
      }
    } finally {
      await file.close();
    }
  }

  return {
    async collect() {
      const artifacts: CollectedArtifact[] = [];
      const outputs: Record<string, JsonObject[string]> = {};
      const eventNames = new Set<string>();
      for (const area of ["events", "resources"] as const) {
        for (const { kind, name, path } of await eventFiles(join(run.folder, area))) {
          if (area === "events") eventNames.add(name);
          else if (eventNames.has(name)) continue;
          const tail = await readNews(path, kind).catch((error: unknown) => {
            // It vanished, or may not be read: the others go on, and this one is read from its beginning when it can be.
            files.delete(path);
            onUnreadable(path, error);
            return null;
          });
          const summary = tail?.summary() ?? null;
          if (summary === null) continue;
          artifacts.push({
            name,
            kind: area === "resources" ? "system" : kind,
            path: `${area}/${kind}/${name}.plx`,
            state: run.uuid,
            summary: summary as unknown as JsonObject,
            isInput: false,
          });
          if (area === "events" && summary.metric !== undefined) outputs[name] = summary.metric.last;
        }
      }
      if (artifacts.length === 0) return null;
      return Object.keys(outputs).length === 0 ? { artifacts } : { artifacts, outputs };
    },
  };
}

async function eventFiles(
  area: string,
): Promise<{ readonly kind: ArtifactKind; readonly name: string; readonly path: string }[]> {
  const found = [];
  for (const kind of await names(area)) {
    if (!isArtifactKind(kind)) continue;
    for (const file of await names(join(area, kind))) {
      if (file.endsWith(".plx")) found.push({ kind, name: basename(file, ".plx"), path: join(area, kind, file) });
    }
  }
  return found;
}

async function names(folder: string): Promise<string[]> {
  // Most runs have none of these folders; an error for each look costs more than the look.
  if (!existsSync(folder)) return [];
  try {
    return await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}

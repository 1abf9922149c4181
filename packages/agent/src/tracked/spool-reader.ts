import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { parseSpoolRecord, type SpoolArtifact, type SpoolRecord } from "@polyaxon/tracking";
import { type Collected, type CollectedArtifact, mergeCollected } from "./collected.ts";

const READ_BYTES = 256 * 1024;
/** A record longer than this is skipped, so that a hostile file cannot fill the memory. */
const LONGEST_RECORD_BYTES = 16 * 1024 * 1024;

/**
 * Reads the file to which an attempt's tracker appends what it tracks, from its beginning after every restart: applying a
 * record twice changes nothing.
 */
export interface SpoolReader {
  /** Whole lines appended since the last call that succeeded, merged in order. Null when there are none. */
  collect(): Promise<Collected | null>;
}

export function createSpoolReader(path: string, runUuid: string): SpoolReader {
  let readAt = 0;
  let pending = Buffer.alloc(0);
  /** Read by a call that failed later. */
  let unreported: Collected | null = null;

  return {
    async collect() {
      if (!existsSync(path)) return null;
      const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return null;
        throw error;
      });
      if (file === null) return null;
      let collected: Collected | null = unreported;
      try {
        const chunk = Buffer.allocUnsafe(READ_BYTES);
        for (;;) {
          const { bytesRead } = await file.read(chunk, 0, READ_BYTES, readAt);
          if (bytesRead === 0) {
            unreported = null;
            return collected;
          }
          readAt += bytesRead;
          const bytes = Buffer.concat([pending, chunk.subarray(0, bytesRead)]);
          let from = 0;
          for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, from)) {
            const record = parseSpoolRecord(bytes.toString("utf8", from, end));
            if (record !== null) collected = mergeCollected(collected ?? {}, collectedFrom(record, runUuid));
            from = end + 1;
          }
          pending = bytes.length - from > LONGEST_RECORD_BYTES ? Buffer.alloc(0) : Buffer.from(bytes.subarray(from));
        }
      } catch (error) {
        // What was read so far is not read again.
        unreported = collected;
        throw error;
      } finally {
        await file.close();
      }
    },
  };
}

function collectedFrom(record: SpoolRecord, runUuid: string): Collected {
  switch (record.type) {
    case "inputs":
      return { inputs: record.values };
    case "outputs":
      return { outputs: record.values };
    case "meta":
      return { metaInfo: record.values };
    case "tags":
      return { tags: record.tags };
    case "name":
      return { name: record.name };
    case "description":
      return { description: record.description };
    case "artifact":
      return { artifacts: [artifactFrom(record.artifact, runUuid)] };
  }
}

function artifactFrom(artifact: SpoolArtifact, runUuid: string): CollectedArtifact {
  const { name, kind, path, summary, is_input: isInput } = artifact;
  return { name, kind, path, summary, isInput, state: isInput ? contentState(artifact) : runUuid };
}

/** An input is the same in every run that uses it: its state comes from its summary, and from its path when that has no hash. */
function contentState({ summary, path }: SpoolArtifact): string {
  const content = "hash" in summary ? [summary] : [summary, path];
  return createHash("md5").update(JSON.stringify(content)).digest("hex");
}

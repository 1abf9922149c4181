import type { LogLine } from "@polyaxon/client";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { OfflineRunError } from "./offline-runs.ts";

type Line = LogLine & { readonly eol?: boolean };

/**
 * The lines of a run's log on disk (api reference §13.5), file by file, one JSON object each; what is none is passed over.
 *
 * @throws OfflineRunError for a file that cannot be read
 */
export async function* offlineLog(folder: string): AsyncGenerator<Line> {
  const logs = join(folder, "plxlogs");
  const entries = await readdir(logs, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  for (const name of names.toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }))) {
    const path = join(logs, name);
    try {
      for await (const text of createInterface({ input: createReadStream(path, "utf8") })) {
        const line = lineOf(text);
        if (line !== null) yield line;
      }
    } catch (error) {
      throw new OfflineRunError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function lineOf(text: string): Line | null {
  if (!text.startsWith("{")) return null;
  try {
    const line = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const { container, eol, node, pod, timestamp, value } = line;
    if (typeof value !== "string") return null;
    return {
      value,
      timestamp: textOf(timestamp),
      node: textOf(node),
      pod: textOf(pod),
      container: textOf(container),
      eol: eol !== false,
    };
  } catch {
    return null;
  }
}

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

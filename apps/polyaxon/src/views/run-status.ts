import type { Colors } from "../terminal/output.ts";

const FINAL: ReadonlySet<string> = new Set(["succeeded", "failed", "upstream_failed", "stopped", "skipped"]);
const FAILED: ReadonlySet<string> = new Set(["failed", "upstream_failed"]);
const RUNNING: ReadonlySet<string> = new Set(["scheduled", "starting", "running", "processing", "stopping"]);
const TROUBLED: ReadonlySet<string> = new Set(["warning", "unschedulable", "unknown", "retrying"]);

/** Status words come from a server that may be newer than we are: unknown ones count as unfinished. */
export const isFinal = (status: string): boolean => FINAL.has(status);
export const isFailed = (status: string): boolean => FAILED.has(status);

/** Colours `text`, by default the word itself, as the status asks. */
export function paintStatus(status: string, colors: Colors, text = status): string {
  if (status === "succeeded") return colors.green(text);
  if (FAILED.has(status)) return colors.red(text);
  if (RUNNING.has(status)) return colors.cyan(text);
  if (TROUBLED.has(status)) return colors.yellow(text);
  return status === "stopped" || status === "skipped" ? colors.magenta(text) : colors.dim(text);
}

export function statusGlyph(status: string): string {
  if (status === "succeeded") return "✓";
  if (FAILED.has(status)) return "✗";
  return FINAL.has(status) ? "■" : "•";
}

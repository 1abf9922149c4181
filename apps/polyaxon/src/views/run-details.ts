import type { Run, WireCondition } from "@polyaxon/client";
import { age, moment, value } from "../terminal/format-value.ts";
import type { Colors } from "../terminal/output.ts";
import { isFinal, paintStatus } from "./run-status.ts";
import { splitInputs } from "./run-content.ts";
import { kindOf, tookOf } from "./run-table.ts";
import { type ChildCounts, tallyText } from "./sweep-progress.ts";
import { whyWaiting } from "./why-waiting.ts";

/** `ops get`: name and text of each field; empty ones are not printed. */
export function runFields(
  run: Run,
  options: {
    readonly project: string;
    readonly conditions: readonly WireCondition[];
    /** Why no agent will take it; absent: one will, or it is not known. */
    readonly unserved?: string | null;
    readonly now: number;
    readonly colors: Colors;
    /** Null: it is no sweep. */
    readonly sweep: { readonly counts: ChildCounts; readonly tuned: readonly string[] } | null;
  },
): readonly (readonly [string, string, ((text: string) => string)?])[] {
  const { colors, conditions, now, sweep } = options;
  const { given, logged } = splitInputs(run);
  const waiting = isFinal(run.status) ? null : whyWaiting(run, conditions, options.unserved);
  return [
    ["uuid", run.uuid, colors.bold],
    ["name", run.name ?? ""],
    ["project", options.project],
    ["kind", kindOf(run)],
    ["status", run.status, (text) => paintStatus(text, colors)],
    ["state", liveStateText(run)],
    ["why", waiting ?? ""],
    ["description", run.description ?? ""],
    ["tags", (run.tags ?? []).join(", ")],
    ["sweep", run.pipeline?.uuid ?? ""],
    ["cloned from", run.original?.uuid ?? ""],
    ["created", when(run.created_at, now)],
    ["started", when(run.started_at, now)],
    ["finished", when(run.finished_at, now)],
    ["took", tookOf(run, now)],
    ["runs", sweep === null ? "" : tallyText(sweep.counts)],
    ["searches", sweep === null ? "" : sweep.tuned.join(", ")],
    ["params", block(without(given, sweep?.tuned ?? []))],
    ["logged", block(logged)],
    ["results", block(run.outputs)],
  ];
}

/** Said only of a run that lists leave out. */
function liveStateText({ live_state: state }: Run): string {
  if (state === -1) return "deleted: its files are being removed, then it is gone";
  return state === 0 ? "archived" : "";
}

/** The defaults of what a sweep searches are no run's values. */
const without = (values: Readonly<Record<string, unknown>>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));

const when = (iso: string | null | undefined, now: number): string => (iso ? `${moment(iso)} (${age(iso, now)})` : "");

/** One `name = value` on a line, the names in a column. */
function block(values: Readonly<Record<string, unknown>> | null | undefined): string {
  const entries = Object.entries(values ?? {});
  const column = Math.max(0, ...entries.map(([name]) => name.length));
  return entries.map(([name, given]) => `${name.padEnd(column)} = ${value(given)}`).join("\n");
}

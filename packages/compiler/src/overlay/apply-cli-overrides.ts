import { type HyperParameter, type Matrix, type Operation, type Param, readSection } from "@polyaxon/spec";
import { readBoolean } from "../compile/boolean-word.ts";
import type { CompileCode, CompileIssue } from "../issue.ts";
import { compact } from "../json.ts";
import { parseHparam } from "./parse-hparam.ts";

/** What `polyaxon run` was told beside the file; texts as typed. */
export interface CliOverrides {
  /** `-P name=value`, split at the first `=`; the value stays text and the input's type converts it. */
  readonly params?: readonly string[];
  /** `-HP name=kind:value` */
  readonly hparams?: readonly string[];
  /** Default `grid` when there are hparams. */
  readonly matrixKind?: string;
  /** Default 1 when there are hparams. */
  readonly matrixConcurrency?: number;
  readonly matrixNumRuns?: number;
  /** Replaces the file's presets. */
  readonly presets?: readonly string[];
  readonly queue?: string;
  readonly namespace?: string;
  /** `--cache` with a boolean word. */
  readonly cache?: string;
  readonly nocache?: boolean;
  /** `--approved` with a boolean word. */
  readonly approved?: string;
  /** Clears `template.enabled`. */
  readonly ignoreTemplate?: boolean;
}

export type OverrideResult =
  | { readonly ok: true; readonly operation: Operation }
  | { readonly ok: false; readonly issues: readonly CompileIssue[] };

/**
 * Lays the command line over an operation: a plain deep merge, lists replaced, params merged field by field. The run's name,
 * tags and description are the run's, not the operation's, and are not here.
 */
export function applyCliOverrides(operation: Operation, overrides: CliOverrides): OverrideResult {
  const issues: CompileIssue[] = [];
  const refuse = (code: CompileCode, path: readonly string[], message: string): undefined => {
    issues.push({ code, category: "polyaxonfile", path, message });
    return undefined;
  };
  const params = mergedParams(operation.params ?? {}, overrides.params ?? [], refuse);
  const matrix = mergedMatrix(operation.matrix, overrides, refuse);
  const cache = cacheOf(operation, overrides, refuse);
  let isApproved: unknown = operation.isApproved;
  if (overrides.approved !== undefined) {
    isApproved =
      readBoolean(overrides.approved) ??
      refuse("override.param", ["isApproved"], `--approved: expected true or false, found \`${overrides.approved}\``);
  }
  if (issues.length > 0) return { ok: false, issues };
  const { presets, queue, namespace } = overrides;
  const changed = compact({
    ...operation,
    ...compact({ presets, queue, namespace, matrix, cache, isApproved }),
    params: Object.keys(params).length > 0 ? params : operation.params,
  }) as Operation;
  return { ok: true, operation: overrides.ignoreTemplate === true ? withoutTemplate(changed) : changed };
}

type Refuse = (code: CompileCode, path: readonly string[], message: string) => undefined;

function mergedParams(
  own: Readonly<Record<string, Param>>,
  given: readonly string[],
  refuse: Refuse,
): Readonly<Record<string, Param>> {
  const merged: [string, Param][] = Object.entries(own);
  const seen = new Set<string>();
  for (const text of given) {
    const equals = text.indexOf("=");
    const name = text.slice(0, Math.max(0, equals)).trim();
    if (name === "") refuse("override.param", ["params"], `-P: expected \`name=value\`, found \`${text}\``);
    else if (seen.has(name)) refuse("override.param", ["params", name], `-P: \`${name}\` is given twice`);
    else {
      seen.add(name);
      const before = Object.hasOwn(own, name) ? own[name] : undefined;
      merged.push([name, { ...before, value: text.slice(equals + 1) }]);
    }
  }
  return Object.fromEntries(merged);
}

function mergedMatrix(own: Matrix | undefined, overrides: CliOverrides, refuse: Refuse): Matrix | undefined {
  const { hparams = [], matrixKind, matrixConcurrency, matrixNumRuns } = overrides;
  if (
    hparams.length === 0 &&
    matrixKind === undefined &&
    matrixConcurrency === undefined &&
    matrixNumRuns === undefined
  )
    return own;
  if (hparams.length === 0 && own === undefined)
    return refuse("override.matrix", ["matrix"], "the file has no matrix: give its values with -HP name=kind:value");
  const parameters: Record<string, HyperParameter> = {};
  let hasRefused = false;
  for (const text of hparams) {
    const read = parseHparam(text);
    if (!read.ok) refuse("override.hparam", ["matrix", "params"], `-HP: ${read.message}`);
    else if (Object.hasOwn(parameters, read.name))
      refuse("override.hparam", ["matrix", "params", read.name], `-HP: \`${read.name}\` is given twice`);
    else parameters[read.name] = read.parameter;
    hasRefused ||= !read.ok;
  }
  if (own !== undefined && matrixKind !== undefined && matrixKind !== own.kind) {
    return refuse(
      "override.matrix",
      ["matrix", "kind"],
      `--matrix-kind: the file's matrix is a \`${own.kind}\`, so it cannot become a \`${matrixKind}\``,
    );
  }
  if (own?.kind === "mapping" && hparams.length > 0) {
    return refuse(
      "override.matrix",
      ["matrix", "kind"],
      "-HP: the file's matrix is a `mapping`, which has no hyper-parameters",
    );
  }
  // What is wrong with a value is said; a matrix without it would only be wrong once more.
  if (hasRefused) return undefined;
  const base = (own ?? {}) as Readonly<Record<string, unknown>>;
  const params = { ...(base["params"] as object | undefined), ...parameters };
  const read = readSection("matrix", {
    kind: matrixKind ?? "grid",
    ...(own === undefined ? { concurrency: 1 } : {}),
    ...base,
    ...(Object.keys(params).length === 0 ? {} : { params }),
    ...compact({ concurrency: matrixConcurrency, numRuns: matrixNumRuns }),
  });
  if (read.ok) return read.value;
  for (const { path, message } of read.problems)
    refuse("override.matrix", ["matrix"], ["matrix", ...path].join(".") + `: ${message}`);
  return undefined;
}

function cacheOf({ cache }: Operation, overrides: CliOverrides, refuse: Refuse): unknown {
  if (overrides.cache === undefined && overrides.nocache !== true) return cache;
  if (overrides.cache !== undefined && overrides.nocache === true)
    return refuse("override.cache", ["cache"], "--cache and --nocache exclude each other");
  const on = overrides.nocache === true ? false : readBoolean(overrides.cache);
  if (on === undefined)
    return refuse("override.cache", ["cache"], `--cache: expected true or false, found \`${overrides.cache}\``);
  return { ...(typeof cache === "object" ? cache : {}), disable: !on };
}

function withoutTemplate(operation: Operation): Operation {
  const off = <T extends { readonly template?: unknown }>(document: T): T =>
    typeof document.template === "object"
      ? { ...document, template: { ...document.template, enabled: false } }
      : document;
  const changed = off(operation);
  return changed.component === undefined ? changed : { ...changed, component: off(changed.component) };
}

import { type CompiledOperation, type IO, convertIoValue } from "@polyaxon/spec";
import type { CompileIssue } from "../issue.ts";
import { compact } from "../json.ts";
import { hasTemplate } from "../params/apply-params.ts";
import type { Budget } from "../template/budget.ts";
import type { Scope } from "../template/evaluator.ts";
import { isTemplate, renderScalar, renderText, renderTree } from "../template/render.ts";
import { toJson } from "../template/to-json.ts";
import { type Value, isDict, isList } from "../template/values.ts";
import { isEachOfItsOwn } from "./each-of-its-own.ts";

/** Sections rendered before a run has a place; `run`, `build` and `hooks` wait, names and tags are never rendered. */
const RENDERED = [
  ..."isApproved presets cost queue cache plugins namespace termination schedule dependencies trigger conditions".split(
    " ",
  ),
  ..."mount skipOnUpstreamSkip".split(" "),
] as const;
const IS_RENDERED: ReadonlySet<string> = new Set(RENDERED);
/** Where a run goes: each run of a matrix may go somewhere else. */
const IS_PLACE: ReadonlySet<string> = new Set(["queue", "namespace"]);
/** Fields that hold text: what they render to stays text. */
const TEXT_FIELDS: ReadonlySet<string> = new Set(
  "presets queue namespace dependencies trigger conditions mount".split(" "),
);

/**
 * Stage one. Texts without a template stay as written, except in a matrix's values, where `1e-3` (text in YAML 1.1) is meant
 * as a number. Answers whether anything was rendered: then the result has to be read again.
 */
export function renderSections(
  compiled: CompiledOperation,
  known: { readonly scope: Scope },
  budget: Budget,
): { readonly compiled: CompiledOperation; readonly changed: boolean } {
  const result: Record<string, unknown> = { ...compiled };
  let changed = false;
  // Few of these fields are there, and most have no template.
  const isDue = Object.entries(compiled).some(([name, section]) => IS_RENDERED.has(name) && hasAnyTemplate(section));
  for (const name of isDue ? RENDERED : []) {
    const section = result[name];
    if (section === undefined || !hasAnyTemplate(section)) continue;
    if (IS_PLACE.has(name) && isEachOfItsOwn(String(section), compiled.matrix)) {
      delete result[name];
      changed = true;
      continue;
    }
    result[name] = toJson(renderTemplates(section as Value, known.scope, budget, TEXT_FIELDS.has(name)));
    changed = true;
  }
  const { matrix, run } = compiled;
  // The rest of a run waits for its place; how many of a dag's operations may run at once is decided here.
  if (run.kind === "dag" && (hasAnyTemplate(run.concurrency) || hasAnyTemplate(run.earlyStopping))) {
    const { concurrency, earlyStopping } = run;
    const limits = renderTemplates(compact({ concurrency, earlyStopping }) as Value, known.scope, budget, false);
    result["run"] = { ...run, ...(toJson(limits) as object) };
    changed = true;
  }
  if (matrix !== undefined) {
    const { values, params, ...rest } = matrix as typeof matrix & {
      readonly values?: unknown;
      readonly params?: unknown;
    };
    const dynamic = hasTemplate(rest) || hasTemplate(values) || hasTemplate(params);
    result["matrix"] = {
      ...(toJson(renderTemplates(rest as Value, known.scope, budget, false)) as object),
      ...(values === undefined ? {} : { values: toJson(renderTree(values as Value, known.scope, budget)) }),
      ...(params === undefined ? {} : { params: toJson(renderTree(params as Value, known.scope, budget)) }),
    };
    changed ||= dynamic;
  }
  return { compiled: result as CompiledOperation, changed };
}

const hasAnyTemplate = (value: unknown): boolean => {
  if (typeof value === "string") return isTemplate(value);
  if (Array.isArray(value)) return value.some(hasAnyTemplate);
  return typeof value === "object" && value !== null && Object.values(value).some(hasAnyTemplate);
};

/** Renders only the texts that are templates. */
function renderTemplates(tree: Value, scope: Scope, budget: Budget, asText: boolean): Value {
  budget.step();
  if (typeof tree === "string") {
    if (!isTemplate(tree)) return tree;
    return asText ? renderText(tree, scope, budget) : renderScalar(tree, scope, budget);
  }
  if (isList(tree)) return tree.map((item) => renderTemplates(item, scope, budget, asText));
  if (!isDict(tree)) return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([key, item]) => [key, renderTemplates(item, scope, budget, asText)]),
  );
}

/** Renders a value that is a template and converts what comes out to the declared type; a `str` keeps its text. */
export function renderIo(io: IO, scope: Scope, budget: Budget, issues: CompileIssue[]): IO {
  if (!hasTemplate(io.value)) return io;
  const rendered = toJson(renderTemplates(io.value as Value, scope, budget, io.type === "str" || io.type === "path"));
  if (io.type === undefined) return { ...io, value: rendered };
  const converted = convertIoValue({ ...io, isOptional: true }, rendered);
  if (converted.ok) return { ...io, value: converted.value };
  issues.push({
    code: "param.value",
    category: "validation",
    path: ["params", io.name, "value"],
    message: `params.${io.name}: after rendering, ${converted.message}`,
  });
  return io;
}

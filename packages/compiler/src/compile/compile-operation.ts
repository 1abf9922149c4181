import { type CompiledOperation, type IO, type Operation } from "@polyaxon/spec";
import type { CompileIssue } from "../issue.ts";
import type { Json } from "../json.ts";
import { applyParams } from "../params/apply-params.ts";
import { paramScope } from "../params/param-scope.ts";
import { Budget, DEFAULT_LIMITS, type TemplateLimits } from "../template/budget.ts";
import { TemplateError } from "../template/errors.ts";
import { dictOf } from "../template/values.ts";
import { readBoolean } from "./boolean-word.ts";
import { type RunFacts, globalsOf } from "./globals.ts";
import { mergeOperation, ordered } from "./merge-operation.ts";
import { renderIos, renderSections } from "./render-sections.ts";
import { readCompiled, readRun } from "./reread.ts";
import { unsupportedIssues, unsupportedNotices } from "./supported.ts";

export interface CompileInput {
  /** With its component inline: references are resolved before. */
  readonly operation: Operation;
  readonly run: RunFacts;
  readonly limits?: TemplateLimits;
}

export type CompileResult =
  | {
      readonly ok: true;
      readonly compiled: CompiledOperation;
      /** `compiled` as JSON text; the same input gives the same bytes (I7). */
      readonly content: string;
      /** Values of the declared inputs that have one. */
      readonly inputs: Readonly<Record<string, Json>>;
      readonly kind: "job" | "service" | "matrix";
      /** The run kind, or the matrix kind. */
      readonly runtime: string;
      readonly limits: {
        readonly maxRetries: number;
        readonly timeoutSeconds: number | null;
        readonly ttlSeconds: number | null;
      };
      readonly queue: string | null;
      readonly concurrency: number | null;
      /** `isApproved: false`: somebody has to say yes first. */
      readonly pendingApproval: boolean;
      /** `conditions` came out false: the run ends as skipped. */
      readonly skip: boolean;
      /** Sections that are read but do nothing yet. */
      readonly notices: readonly string[];
    }
  | { readonly ok: false; readonly issues: readonly CompileIssue[] };

/** Stage one of compilation: merge, params, and the sections that need no place to run in. Pure. */
export function compileOperation(input: CompileInput): CompileResult {
  try {
    return compile(input);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return refuse([
      {
        code: "compile.template",
        category: "schema-semantic",
        path: [],
        message: `the template cannot be rendered: ${error.message}`,
      },
    ]);
  }
}

function compile({ operation, run: facts, limits = DEFAULT_LIMITS }: CompileInput): CompileResult {
  const { component } = operation;
  if (component === undefined) return refuse([componentIssue(operation)]);
  const merged = mergeOperation(operation, component);
  const unsupported = unsupportedIssues(operation, merged);
  if (unsupported.length > 0) return refuse(unsupported);
  const run =
    operation.runPatch === undefined ? { ok: true as const, value: merged.run } : readRun(merged.run, "runPatch");
  if (!run.ok) return refuse(run.issues);

  const params = applyParams({
    params: operation.params ?? {},
    inputs: merged.inputs ?? [],
    outputs: merged.outputs ?? [],
    matrix: merged.matrix,
  });
  if (!params.ok) return refuse(params.issues);
  const budget = new Budget(limits);
  const issues: CompileIssue[] = [];
  const globals = globalsOf(facts);
  const ios = [params.applied.inputs, params.applied.outputs, params.applied.contexts] as const;
  const scope = dictOf([...Object.entries(paramScope(ios.flat(), budget)), ["globals", globals]]);
  const [inputs, outputs, contexts] = ios.map((list) => renderIos(list, scope, budget, issues)) as [IO[], IO[], IO[]];
  if (issues.length > 0) return refuse(issues);

  // Rendered values are what the other sections see.
  const settledIos = [...inputs, ...outputs, ...contexts];
  const unchanged = ios.flat().every((io, index) => io === settledIos[index]);
  const settled = unchanged ? scope : dictOf([...Object.entries(paramScope(settledIos, budget)), ["globals", globals]]);
  const rendered = renderSections({ ...merged, run: run.value }, settled, budget);
  const withIo = ordered<CompiledOperation>({
    ...rendered.compiled,
    inputs: inputs.length > 0 ? inputs : undefined,
    outputs: outputs.length > 0 ? outputs : undefined,
    contexts: contexts.length > 0 ? contexts : undefined,
  });
  const read = rendered.changed ? readCompiled(withIo) : { ok: true as const, value: withIo };
  return read.ok ? describe(ordered(read.value)) : refuse(read.issues);
}

function describe(compiled: CompiledOperation): CompileResult {
  const { matrix, termination, conditions, queue } = compiled;
  const issues: CompileIssue[] = [];
  const condition = conditions === undefined ? true : readBoolean(conditions);
  if (condition === undefined) {
    issues.push({
      code: "compile.conditions",
      category: "compile",
      path: ["conditions"],
      message: `conditions: expected true or false after rendering, found ${JSON.stringify(conditions)}`,
    });
  }
  if (queue !== undefined && queue.split(/[/.]/).length > 2) {
    issues.push({
      code: "compile.queue",
      category: "schema-semantic",
      path: ["queue"],
      message: `queue: expected \`queue\` or \`agent/queue\`, found \`${queue}\``,
    });
  }
  if (issues.length > 0) return refuse(issues);
  const limits = typeof termination === "object" ? termination : {};
  const number = (value: unknown): number | null => (typeof value === "number" ? value : null);
  return {
    ok: true,
    compiled,
    content: JSON.stringify(compiled, jsonNumber),
    inputs: inputValues(compiled.inputs ?? []),
    kind: matrix !== undefined ? "matrix" : compiled.run.kind === "service" ? "service" : "job",
    runtime: matrix?.kind ?? compiled.run.kind,
    limits: {
      maxRetries: number(limits.maxRetries) ?? 0,
      timeoutSeconds: number(limits.timeout),
      ttlSeconds: number(limits.ttl),
    },
    queue: queue ?? null,
    concurrency: number(matrix?.concurrency),
    pendingApproval: compiled.isApproved === false,
    skip: condition === false,
    notices: unsupportedNotices(compiled),
  };
}

/** Infinities and NaN have no JSON; documents keep their names. */
const jsonNumber = (_key: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;

const inputValues = (inputs: readonly IO[]): Readonly<Record<string, Json>> =>
  Object.fromEntries(inputs.filter(({ value }) => value !== undefined).map(({ name, value }) => [name, value as Json]));

const refuse = (issues: readonly CompileIssue[]): CompileResult => ({ ok: false, issues });

function componentIssue(operation: Operation): CompileIssue {
  const reference = (["hubRef", "pathRef", "urlRef", "dagRef"] as const).find((name) => operation[name] !== undefined);
  return {
    code: "compile.component",
    category: "compile",
    path: reference === undefined ? [] : [reference],
    message:
      reference === undefined
        ? "the operation has no component"
        : `\`${reference}: ${operation[reference]}\` was not resolved to a component`,
  };
}

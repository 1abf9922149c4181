import { type CompiledOperation, type Operation, type Run, suggest } from "@polyaxon/spec";
import { buildIssue } from "../check-run.ts";
import { checkDag } from "../dag/check-dag.ts";
import { type CompileIssue, listedIssues } from "../issue.ts";
import { applyParams } from "../params/apply-params.ts";
import { type OperationPatch, patchCompiled } from "../patch/patch-operation.ts";
import { withImage } from "../run/run-roles.ts";
import { Budget, DEFAULT_LIMITS, type TemplateLimits } from "../template/budget.ts";
import { TemplateError } from "../template/errors.ts";
import { buildOperation } from "./build-operation.ts";
import { withConnectionNames } from "./connection-names.ts";
import { type Compiled, describeCompiled } from "./describe-compiled.ts";
import { type RunFacts, globalsOf } from "./globals.ts";
import { withInitReferences } from "./init-references.ts";
import { joinNeeds, readJoins, withJoinValues } from "./join-values.ts";
import { mergedFields, ordered } from "./merge-operation.ts";
import { type CompileNeed, type ResolvedValues, needIssues, withReferences } from "./needs.ts";
import { renderSections } from "./render-sections.ts";
import { readCompiled, readRun } from "./reread.ts";
import { settleValues } from "./settle-values.ts";

export interface CompileInput {
  /** With its component inline: references are resolved before. */
  readonly operation: Operation;
  readonly run: RunFacts;
  /** What an earlier compilation said it needs. */
  readonly resolved?: ResolvedValues;
  readonly limits?: TemplateLimits;
  /** Where this server's agents may put runs, by name. Absent: a namespace has no meaning, and any may be named. */
  readonly namespaces?: readonly string[];
}

export type CompileResult =
  | Compiled
  | {
      readonly ok: false;
      readonly issues: readonly CompileIssue[];
      /**
       * Not empty when nothing is wrong but something is missing: find these, and compile again with them as `resolved`.
       * A join's query may use the other values, so joins are asked for once those are known.
       */
      readonly needs: readonly CompileNeed[];
    };

/**
 * Stage one of compilation: merge, params, and the sections that need no place to run in. Pure.
 *
 * Every run kind, matrix and schedule compiles; what an engine cannot execute is for its scheduler to say. A dag is compiled
 * as a whole and its operations later, one by one (`dagChildOperation`).
 */
export function compileOperation(input: CompileInput): CompileResult {
  try {
    return compile(input);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const message = `the template cannot be rendered: ${error.message}`;
    return refuse([{ code: "compile.template", category: "schema-semantic", path: [], message }]);
  }
}

function compile({
  limits = DEFAULT_LIMITS,
  namespaces,
  operation,
  resolved = {},
  run: facts,
}: CompileInput): CompileResult {
  const { component } = operation;
  if (component === undefined) return refuse([componentIssue(operation)]);
  const merged = mergedFields(operation, component);
  const noBuild = buildIssue(operation, component);
  const structure = [...(noBuild === null ? [] : [noBuild]), ...checkDag(operation).issues];
  if (structure.length > 0) return refuse(structure);
  const run =
    operation.runPatch === undefined ? { ok: true as const, value: merged.run } : readRun(merged.run, "runPatch");
  if (!run.ok) return refuse(run.issues);

  const budget = new Budget(limits);
  const globals = globalsOf(facts);
  const { needs: refNeeds, params: given } = withReferences(operation.params ?? {}, resolved.refs);
  const needs: CompileNeed[] = [...buildNeeds(merged, resolved), ...refNeeds];
  const { inputs: declared = [], joins: raw, matrix, outputs: produced = [] } = merged;
  if (refNeeds.length > 0) {
    // Nothing can be rendered yet, but what is wrong already is told now.
    const params = applyParams({ params: given, inputs: declared, outputs: produced, matrix, joins: raw });
    return params.ok ? wanting(needs) : refuse(params.issues);
  }
  let settled = settleValues(merged, given, { budget, globals, joins: raw });
  if (!settled.ok) return refuse(settled.issues);
  if (raw !== undefined) {
    const joins = readJoins(raw, settled.scope, budget);
    if (!joins.ok) return refuse(joins.issues);
    needs.push(...joinNeeds(joins.joins, resolved.joins, settled.scope, budget));
    if (needs.length === 0) {
      const all = withJoinValues(given, joins.joins, resolved.joins ?? []);
      settled = settleValues(merged, all, { budget, globals, joins: undefined });
      if (!settled.ok) return refuse(settled.issues);
    }
  }
  if (needs.length > 0) return wanting(needs);

  const { contexts, inputs, outputs } = settled;
  const patched = withPresets(
    {
      ...merged,
      run: run.value,
      inputs: inputs.length > 0 ? inputs : undefined,
      outputs: outputs.length > 0 ? outputs : undefined,
      contexts: contexts.length > 0 ? contexts : undefined,
    } as CompiledOperation,
    resolved.presets ?? [],
  );
  const brought = withInitReferences(withBuiltImage(patched, resolved), resolved.inits, settled, budget);
  if (brought.needs.length > 0) return wanting(brought.needs);
  const rendered = renderSections(brought.compiled, settled, budget);
  const named = withConnectionNames(rendered.compiled, settled, budget);
  const complete = ordered(named.compiled);
  const isPatched = (resolved.presets?.length ?? 0) > 0;
  const read =
    rendered.changed || named.changed || isPatched ? readCompiled(complete) : { ok: true as const, value: complete };
  if (!read.ok) return refuse(read.issues);
  const notManaged = namespaceIssue(read.value, namespaces);
  if (notManaged !== null) return refuse([notManaged]);
  const described = describeCompiled(
    read.value === complete ? complete : ordered(read.value),
    resolved.presets !== undefined,
  );
  return described.ok ? described : refuse(described.issues);
}

const buildNeeds = ({ build }: CompiledOperation, { build: built }: ResolvedValues): readonly CompileNeed[] =>
  typeof build === "object" && built === undefined ? [{ kind: "build", operation: buildOperation(build) }] : [];

const withBuiltImage = (compiled: CompiledOperation, { build }: ResolvedValues): CompiledOperation =>
  build === undefined ? compiled : { ...compiled, run: withImage(compiled.run as Run, build.image) };

const withPresets = (compiled: CompiledOperation, presets: readonly OperationPatch[]): CompiledOperation =>
  presets.reduce<CompiledOperation>(
    (patched, { patchStrategy, ...fields }) => patchCompiled(patched, fields, strategyOf(patchStrategy)),
    compiled,
  );

const strategyOf = (value: unknown): NonNullable<Operation["patchStrategy"]> =>
  value === "replace" || value === "isnull" || value === "pre_merge" ? value : "post_merge";

const wanting = (needs: readonly CompileNeed[]): CompileResult => ({ ok: false, issues: needIssues(needs), needs });

const refuse = (issues: readonly CompileIssue[]): CompileResult => ({
  ok: false,
  issues: listedIssues(issues),
  needs: [],
});

function namespaceIssue({ namespace }: CompiledOperation, managed: readonly string[] | undefined): CompileIssue | null {
  if (namespace === undefined || managed === undefined || managed.includes(namespace)) return null;
  const near = suggest(namespace, managed);
  const hint = near === null ? `they are: ${managed.join(", ") || "none"}` : `did you mean \`${near}\`?`;
  const message = `namespace: no agent of this server manages \`${namespace}\``;
  return { code: "compile.namespace", category: "compile", path: ["namespace"], message, hint };
}

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

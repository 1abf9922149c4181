import {
  applyCliOverrides,
  checkDag,
  checkOperation,
  type CompileIssue,
  compileOperation,
  mergeOperation,
  paramForms,
  patchCompiled,
  patchOperation,
  renderRun,
  renderValue,
} from "@polyaxon/compiler";
import { hyperbandPlan, suggestionsOf } from "@polyaxon/optimizers";
import {
  type Component,
  convertIoValue,
  ISSUE_CODES,
  type Operation,
  type PatchStrategy,
  readPolyaxonfile,
  readSection,
  type SectionName,
  toOperation,
} from "@polyaxon/spec";

/** What became of a case: its output, or the category of its first error. */
export type Outcome =
  | { readonly ok: true; readonly output: unknown }
  | { readonly ok: false; readonly category: string; readonly message: string };

/** Leaves an operation early with its refusal. */
class Refusal extends Error {
  readonly category: string;
  constructor(category: string, message: string) {
    super(message);
    this.category = category;
  }
}

type Input = Readonly<Record<string, unknown>>;
type Run = (input: Input) => unknown;

const OPERATIONS: Readonly<Record<string, Run>> = {
  "io-value": ({ io, value }) => {
    const converted = convertIoValue(section("io", io), value);
    if (!converted.ok) throw new Refusal("validation", converted.message);
    return converted.value;
  },
  hparam: (input) => section("hyperParameter", input),
  matrix: (input) => section("matrix", input),
  schedule: (input) => section("schedule", input),
  "early-stopping": (input) => section("earlyStopping", input),
  section: ({ section: name, value }) => section(name as SectionName, value),
  read: (input) => {
    const read = readPolyaxonfile({ bytes: JSON.stringify(input), filename: "case" });
    const [first] = read.ok ? [] : read.issues;
    if (first !== undefined) throw new Refusal(ISSUE_CODES[first.code].category, first.message);
    return read.ok ? read.document : null;
  },
  render: ({ context, expression }) => inspected(renderValue(expression as never, context as never)),
  params: ({ inputs, outputs, params, template }) => {
    const ios = (list: unknown) => ((list ?? []) as readonly unknown[]).map((io) => section("io", io));
    const forms = inspected(
      paramForms({
        params: section("params", params ?? {}),
        inputs: ios(inputs),
        outputs: ios(outputs),
        isTemplate: template === true,
      }),
    );
    return Object.fromEntries(
      Object.entries(forms).map(([name, { asArg, asStr, display, value }]) => [
        name,
        { value, as_arg: asArg, as_str: asStr, display },
      ]),
    );
  },
  patch: ({ operation, preset, strategy }) =>
    patchOperation(section("operation", operation), preset as Input, strategy as PatchStrategy),
  compile: ({ operation, override }) => merged(operation, override),
  "apply-preset": ({ operation, preset }) => {
    const { patchStrategy, ...fields } = preset as { readonly patchStrategy?: PatchStrategy };
    return patchCompiled(merged(operation) as Input, fields, patchStrategy);
  },
  resolve: ({ contexts, operation }) => {
    const result = compileOperation({
      operation: section("operation", operation),
      run: { uuid: "u", name: null, owner: "o", project: "p" },
    });
    if (!result.ok) return refuse(result.issues);
    return { ...result.compiled, run: inspected(renderRun(result.compiled, (contexts ?? {}) as never)) };
  },
  dag: ({ dag, inputs }) => {
    const component = section("component", { kind: "component", inputs, run: dag });
    const { issues, layers, upstreams } = checkDag({ component });
    refuse(issues);
    const names = (list: readonly string[]): readonly string[] => list.toSorted();
    return {
      order: layers.map(names),
      upstream: Object.fromEntries(Object.entries(upstreams).map(([name, list]) => [name, names(list)])),
    };
  },
  cli: fromCommandLine,
  hyperband: (input) => {
    const { eta, maxIterations, resource } = section("matrix", input) as unknown as {
      readonly eta: number;
      readonly maxIterations: number;
      readonly resource: { readonly type: "int" | "float" };
    };
    const plan = hyperbandPlan({ maxIterations, eta, resourceType: resource.type });
    const first = plan.rounds.filter(({ bracketIteration }) => bracketIteration === 0);
    return {
      sMax: plan.sMax,
      B: plan.budget,
      steps: plan.rounds.map(({ bracket, bracketIteration, iteration, keep, resource: amount }) => ({
        iteration,
        bracketIteration,
        bracket,
        initialRuns: first[iteration]?.runs,
        runsToKeepAfter: keep,
        resource: amount,
      })),
    };
  },
  grid: (input) => [...suggestionsOf(section("matrix", input), { seed: "" })],
};

/** @throws Error when the corpus has an operation that nobody runs here */
export function runCase(op: string, input: Input): Outcome {
  const run = OPERATIONS[op];
  if (run === undefined) throw new Error(`no test runs the operation \`${op}\``);
  try {
    return { ok: true, output: run(input) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, category: error.category, message: error.message };
    throw error;
  }
}

function section<N extends SectionName>(name: N, value: unknown) {
  const read = readSection(name, value);
  if (read.ok) return read.value;
  throw new Refusal("schema", read.problems.map(({ message }) => message).join("; "));
}

function refuse(issues: readonly CompileIssue[]): void {
  const [first] = issues;
  if (first !== undefined) throw new Refusal(first.category, first.message);
}

function inspected<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly issues: readonly CompileIssue[] },
): T {
  if (result.ok) return result.value;
  refuse(result.issues);
  throw new Error("refused without an issue");
}

function merged(value: unknown, override?: unknown): unknown {
  let operation: Operation = section("operation", value);
  if (override !== undefined) {
    const { patchStrategy, ...fields } = override as { readonly patchStrategy?: PatchStrategy };
    operation = patchOperation(operation, fields, patchStrategy);
  }
  refuse(checkOperation(operation, { lint: true }));
  return mergeOperation(operation, operation.component as Component);
}

function fromCommandLine(input: Input): unknown {
  const { approved, cache, file, files, HP, matrix_concurrency, matrix_kind, matrix_num_runs, P, presets, queue } =
    input as Record<string, never>;
  const isComponent = (file as unknown as { readonly kind: string }).kind === "component";
  const base = isComponent
    ? toOperation({ ...section("component", file), kind: "component" })
    : section("operation", file);
  const given = Object.entries({
    params: P,
    hparams: HP,
    matrixKind: matrix_kind,
    matrixConcurrency: matrix_concurrency,
    matrixNumRuns: matrix_num_runs,
    cache,
    approved,
    queue,
    presets,
  });
  const laid = applyCliOverrides(base, Object.fromEntries(given.filter(([, value]) => value !== undefined)));
  if (!laid.ok) return refuse(laid.issues);
  let { operation } = laid;
  for (const preset of (files ?? []) as readonly Input[]) {
    const { patchStrategy, ...fields } = preset as { readonly patchStrategy?: PatchStrategy };
    operation = patchOperation(operation, fields, patchStrategy);
  }
  refuse(checkOperation(operation));
  return operation;
}

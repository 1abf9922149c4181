import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import {
  type Component,
  type IO,
  type Operation,
  type PatchStrategy,
  readPolyaxonfile,
  readSection,
  toOperation,
} from "@polyaxon/spec";
import { afterAll, describe, expect, it } from "vitest";
import { applyCliOverrides, checkOperation, mergeOperation, patchCompiled, patchOperation } from "../src/index.ts";
import { compileOperation } from "../src/compile/compile-operation.ts";
import { applyParams } from "../src/params/apply-params.ts";
import { argumentForms, paramScope } from "../src/params/param-scope.ts";
import { Budget } from "../src/template/budget.ts";
import { renderTree } from "../src/template/render.ts";
import { toJson } from "../src/template/to-json.ts";
import { type Value, dictOf } from "../src/template/values.ts";

/**
 * Agreement with the original implementation on a corpus of cases that is not part of this repository.
 * POLYAXON_CORPUS_DIR names its folder (with `cases/*.yaml`); without it the suite is skipped.
 */
const folder = process.env["POLYAXON_CORPUS_DIR"];
const cases = folder === undefined ? null : join(folder, "cases");
const available = cases !== null && existsSync(cases);
if (!available) console.info("compiler corpus skipped: POLYAXON_CORPUS_DIR is not set, or has no folder `cases`");

interface Case {
  readonly id: string;
  readonly op: string;
  readonly why: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expect: "ok" | "err";
  readonly output?: unknown;
}

const OPS: Readonly<Record<string, (input: Case["input"]) => unknown>> = {
  render: ({ expression, context }) => toJson(renderTree(expression as Value, context as Record<string, Value>)),
  patch: ({ operation, preset, strategy }) =>
    patchOperation(readOperation(operation), preset as Record<string, unknown>, strategy as PatchStrategy),
  compile: ({ operation, override }) => compiled(operation, override),
  "apply-preset": ({ operation, preset }) => {
    const { patchStrategy, ...fields } = preset as { patchStrategy?: PatchStrategy };
    return patchCompiled({ contexts: [], ...(compiled(operation) as Record<string, unknown>) }, fields, patchStrategy);
  },
  params: paramForms,
  resolve,
  cli: fromCommandLine,
};

/** Where we do better on purpose. Each reason is also in the reference's [bug?] notes or in the README. */
const DIFFERENT: Readonly<Record<string, string>> = {};

const counts = new Map<string, { agree: number; of: number }>();

describe.skipIf(!available)("corpus", () => {
  for (const file of available ? readdirSync(cases).filter((name) => name.endsWith(".yaml")) : []) {
    for (const each of readCases(join(cases ?? "", file))) {
      const run = OPS[each.op];
      if (run === undefined) continue;
      it.skipIf(Object.hasOwn(DIFFERENT, each.id))(`${each.id}: ${each.why}`, () => {
        const count = counts.get(each.op) ?? { agree: 0, of: 0 };
        counts.set(each.op, count);
        count.of += 1;
        if (each.expect === "err") expect(() => run(each.input)).toThrow();
        else expect(canonical(run(each.input))).toEqual(canonical(each.output));
        count.agree += 1;
      });
    }
  }
  afterAll(() => {
    for (const [op, { agree, of }] of counts) console.info(`corpus ${op}: ${agree} of ${of} agree`);
  });
});

/** The case files follow the YAML rules of Polyaxonfiles, so our own reader reads them: as the value of a param. */
function readCases(file: string): readonly Case[] {
  const indented = readFileSync(file, "utf8").replaceAll(/^/gm, "      ");
  const bytes = `version: 1.1\nkind: operation\nhubRef: x\nparams:\n  cases:\n    value:\n${indented}`;
  const read = readPolyaxonfile({ bytes, filename: file });
  if (!read.ok) throw new Error(`${file}: ${read.issues.map(({ message }) => message).join("\n")}`);
  if (read.document.kind !== "operation") throw new TypeError("an operation was written");
  return read.document.params?.["cases"]?.value as Case[];
}

function readOperation(value: unknown): Operation {
  const read = readSection("operation", value);
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join("\n"));
  return read.value;
}

function compiled(value: unknown, override?: unknown): unknown {
  let operation = readOperation(value);
  if (override !== undefined) {
    const { patchStrategy, ...fields } = override as { patchStrategy?: PatchStrategy };
    operation = patchOperation(operation, fields, patchStrategy);
  }
  refuse(checkOperation(operation, { lint: true }));
  return { contexts: [], ...mergeOperation(operation, operation.component as Component) };
}

const refuse = (issues: readonly { readonly message: string }[]): void => {
  if (issues.length > 0) throw new Error(issues.map(({ message }) => message).join("\n"));
};

const readIos = (value: unknown): IO[] =>
  ((value ?? []) as unknown[]).map((io) => {
    const read = readSection("io", io);
    if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join("\n"));
    return read.value;
  });

function paramForms({ inputs, outputs, params, template }: Case["input"]): unknown {
  const read = readSection("params", params ?? {});
  if (!read.ok) throw new Error("params");
  const result = applyParams({
    params: read.value,
    inputs: readIos(inputs),
    outputs: readIos(outputs),
    isTemplate: template === true,
  });
  if (!result.ok) throw new Error(result.issues.map(({ message }) => message).join("\n"));
  const { applied } = result;
  return Object.fromEntries(
    [...applied.inputs, ...applied.outputs, ...applied.contexts].map((io) => {
      const forms = argumentForms(io, new Budget());
      return [
        io.name,
        { value: toJson(forms.value), as_arg: forms.asArg, as_str: forms.asStr, display: toJson(forms.display) },
      ];
    }),
  );
}

function resolve({ operation, contexts }: Case["input"]): unknown {
  const result = compileOperation({
    operation: readOperation(operation),
    run: { uuid: "u", name: null, owner: "o", project: "p" },
  });
  if (!result.ok) throw new Error(result.issues.map(({ message }) => message).join("\n"));
  const { compiled: merged } = result;
  const ios = [...(merged.inputs ?? []), ...(merged.outputs ?? []), ...(merged.contexts ?? [])];
  const scope = dictOf([
    ...Object.entries(paramScope(ios, new Budget())),
    ...Object.entries((contexts ?? {}) as Record<string, Value>),
  ]);
  return { ...merged, run: toJson(renderTree(merged.run as Value, scope)) };
}

function fromCommandLine(input: Case["input"]): unknown {
  const { file, files, P, HP, matrix_concurrency, matrix_kind, matrix_num_runs, cache, approved, queue, presets } =
    input as Record<string, never>;
  const isComponent = (file as unknown as { kind: string }).kind === "component";
  let operation: Operation;
  if (isComponent) {
    const read = readSection("component", file);
    if (!read.ok) throw new Error("component");
    operation = toOperation({ ...read.value, kind: "component" });
  } else operation = readOperation(file);
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
  const result = applyCliOverrides(operation, Object.fromEntries(given.filter(([, value]) => value !== undefined)));
  if (!result.ok) throw new Error(result.issues.map(({ message }) => message).join("\n"));
  operation = result.operation;
  for (const preset of (files ?? []) as Record<string, unknown>[]) {
    const { patchStrategy, ...fields } = preset as { patchStrategy?: PatchStrategy };
    operation = patchOperation(operation, fields, patchStrategy);
  }
  refuse(checkOperation(operation));
  return operation;
}

/** Compared as data, without empty contexts, and with the kinds that reading leaves out filled in. */
function canonical(value: unknown): unknown {
  const data = JSON.parse(JSON.stringify(value ?? null)) as unknown;
  if (typeof data !== "object" || data === null || Array.isArray(data)) return data;
  const { contexts, ...rest } = data as Record<string, unknown>;
  return { ...rest, ...(Array.isArray(contexts) && contexts.length > 0 ? { contexts } : {}) };
}

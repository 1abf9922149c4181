import {
  type CompiledOperation,
  type IO,
  type Matrix,
  type Param,
  convertIoValue,
  isTemplate,
  suggest,
} from "@polyaxon/spec";
import { type CompileIssue, listedNames, MOST_ISSUES } from "../issue.ts";
import { compact } from "../json.ts";
import { refProblem } from "./check-reference.ts";
import { joinIssues, joinedNames } from "./join-params.ts";
import { fits, matrixKeys, suppliedByMatrix } from "./matrix-keys.ts";

export interface ParamsInput {
  readonly params: Readonly<Record<string, Param>>;
  readonly inputs: readonly IO[];
  readonly outputs: readonly IO[];
  readonly matrix?: Matrix | undefined;
  /** What joins will give, unless a param does. */
  readonly joins?: CompiledOperation["joins"];
  /** In template mode nothing has to be given. */
  readonly isTemplate?: boolean;
}

export interface AppliedParams {
  readonly inputs: readonly IO[];
  readonly outputs: readonly IO[];
  /** One per contextOnly param. */
  readonly contexts: readonly IO[];
}

export type ParamsResult =
  | { readonly ok: true; readonly applied: AppliedParams }
  | { readonly ok: false; readonly issues: readonly CompileIssue[] };

const RESERVED: ReadonlySet<string> = new Set(["globals", "params", "connections"]);

/**
 * Checks an operation's params against its component's inputs and outputs, and gives those their values.
 * Literal values are converted and validated; refs and templates are only checked for their form. All problems at once.
 */
export function applyParams(given: ParamsInput): ParamsResult {
  const issues: CompileIssue[] = [...joinIssues(given)];
  const joined = joinedNames(given.joins);
  const unused = new Set(Object.keys(given.params));
  const take = (name: string): Param | undefined => {
    const param = Object.hasOwn(given.params, name) ? given.params[name] : undefined;
    if (param === undefined || param.contextOnly === true) return undefined;
    unused.delete(name);
    return param;
  };
  const missing: { readonly name: string; readonly what: "input" | "output" }[] = [];
  const inputs = given.inputs.map((io) => {
    const param = take(io.name);
    const gives = param !== undefined && (param.ref !== undefined || Object.hasOwn(param, "value"));
    if (param !== undefined && gives) return withParam(io, param, issues);
    if (!joined.has(io.name) && !suppliedElsewhere(io, given, issues) && isRequired(io))
      missing.push({ name: io.name, what: "input" });
    return param === undefined ? io : withParam(io, param, issues);
  });
  const outputs = given.outputs.map((io) => {
    const param = take(io.name);
    if (param !== undefined) return withParam(io, param, issues);
    if (io.delayValidation === false && !joined.has(io.name) && io.isOptional !== true && given.isTemplate !== true)
      missing.push({ name: io.name, what: "output" });
    return io;
  });
  if (given.isTemplate !== true)
    for (const { name, what } of missing) issues.push(missingIssue(name, what, missing.length));

  const contexts: IO[] = [];
  const known = [...given.inputs, ...given.outputs].map(({ name }) => name);
  for (const name of unused) {
    const param = given.params[name];
    if (param?.contextOnly === true) contexts.push(contextOf(name, param, issues));
    else issues.push(unexpectedIssue(name, known, issues.length < MOST_ISSUES));
  }
  return issues.length === 0
    ? { ok: true, applied: { inputs, outputs, contexts } }
    : { ok: false, issues: distinct(issues) };
}

/** Inputs of one name refuse a param in the same words. */
function distinct(issues: readonly CompileIssue[]): readonly CompileIssue[] {
  const byWords = new Map(issues.map((issue) => [JSON.stringify([issue.path, issue.message]), issue]));
  return [...byWords.values()];
}

const isRequired = (io: IO): boolean => io.isOptional !== true && io.delayValidation !== true;

function suppliedElsewhere(io: IO, given: ParamsInput, issues: CompileIssue[]): boolean {
  if (given.isTemplate === true || suppliedByMatrix(io, given.matrix)) return true;
  const { matrix } = given;
  const parameter = matrix !== undefined && matrix.kind !== "mapping" ? matrix.params?.[io.name] : undefined;
  if (!isRequired(io) || !matrixKeys(matrix).includes(io.name) || parameter === undefined || fits(parameter, io.type))
    return false;
  issues.push({
    code: "param.value",
    category: "validation",
    path: ["matrix", "params", io.name, "kind"],
    message: `the input \`${io.name}\` is of type \`${io.type}\`, which \`${parameter.kind}\` values do not fit`,
  });
  return true;
}

function withParam(io: IO, param: Param, issues: CompileIssue[]): IO {
  const path = ["params", io.name];
  const problem = refProblem(param);
  if (problem !== null)
    issues.push({
      code: "param.ref",
      category: "validation",
      path: [...path, "ref"],
      message: `params.${io.name}: ${problem}`,
    });
  const overrides = compact({ connection: param.connection, toInit: param.toInit, toEnv: param.toEnv });
  const gives = param.ref !== undefined || Object.hasOwn(param, "value");
  const merged: IO = { ...io, ...overrides, ...(gives ? { isOptional: true } : {}) };
  if (merged.toInit === true && !canInit(merged)) {
    issues.push({
      code: "param.init",
      category: "validation",
      path,
      message: `params.${io.name}: \`toInit\` needs a connection, or the type git, artifacts or dockerfile; found ${io.type === undefined ? "no type" : `\`${io.type}\``}`,
    });
  }
  if (!gives) return merged;
  if (param.ref !== undefined || hasTemplate(param.value)) return { ...merged, value: param.value };
  const converted = convertIoValue(io, param.value ?? io.value ?? null);
  if (converted.ok) return { ...merged, value: converted.value };
  issues.push({
    code: "param.value",
    category: "validation",
    path: [...path, "value"],
    message: `params.${io.name}: ${converted.message}`,
  });
  return merged;
}

const INIT_TYPES: ReadonlySet<string> = new Set(["git", "artifacts", "dockerfile"]);
const canInit = (io: IO): boolean => io.type !== undefined && (io.connection !== undefined || INIT_TYPES.has(io.type));

/** A template anywhere inside: its value is known only when it is rendered. */
export function hasTemplate(value: unknown): boolean {
  if (typeof value === "string") return isTemplate(value);
  if (Array.isArray(value)) return value.some(hasTemplate);
  return typeof value === "object" && value !== null && Object.values(value).some(hasTemplate);
}

function contextOf(name: string, param: Param, issues: CompileIssue[]): IO {
  if (RESERVED.has(name)) {
    issues.push({
      code: "param.reserved",
      category: "validation",
      path: ["params", name],
      message: `\`${name}\` is a reserved name: templates already use it`,
    });
  }
  const problem = refProblem(param);
  if (problem !== null)
    issues.push({
      code: "param.ref",
      category: "validation",
      path: ["params", name, "ref"],
      message: `params.${name}: ${problem}`,
    });
  const { connection, toInit, toEnv, value } = param;
  return { name, isOptional: true, ...compact({ value, connection, toInit, toEnv }) };
}

const missingIssue = (name: string, what: "input" | "output", count: number): CompileIssue => ({
  code: "param.missing",
  category: "validation",
  path: ["params", name],
  message: `the operation needs params: \`${name}\` is a required ${what} and got no value`,
  hint: count === 1 ? `give it with \`-P ${name}=...\` or under \`params\`` : "give it under `params`",
});

/** The nearest name is looked for only for what is going to be listed: with thousands of each, that is most of the work. */
function unexpectedIssue(name: string, known: readonly string[], isListed: boolean): CompileIssue {
  const near = isListed ? suggest(name, known) : null;
  const declare = "declare an input, or set `contextOnly: true` to use it in templates only";
  return {
    code: "param.unexpected",
    category: "validation",
    path: ["params", name],
    message: `unexpected param \`${name}\`: ${known.length === 0 ? "the component has no inputs or outputs" : `the component knows ${listedNames(known)}`}`,
    hint: near === null ? declare : `did you mean \`${near}\`? If not, ${declare}`,
  };
}

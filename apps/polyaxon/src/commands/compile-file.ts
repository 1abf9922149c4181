import {
  applyCliOverrides,
  type CliOverrides,
  type CompileNeed,
  compileOperation,
  type ExplainedValue,
  type ExplainStep,
  explainOperation,
  patchOperation,
  type PlanContext,
  planExecution,
  type RunFacts,
} from "@polyaxon/compiler";
import type { FormatOptions, Operation } from "@polyaxon/spec";
import { checkSources } from "./check-sources.ts";
import { checkFile } from "./check-file.ts";
import { CliError } from "./cli-error.ts";
import type { Finding } from "./finding.ts";
import { type Layer, presetLayers } from "./preset-layers.ts";
import type { Source } from "./read-source.ts";
import type { ResolveReferences } from "./reference-resolver.ts";

type CompiledFile =
  | { readonly ok: false; readonly findings: readonly Finding[] }
  | {
      readonly ok: true;
      /** Warnings about the file. */
      readonly findings: readonly Finding[];
      /** The compiled operation as JSON text, as a run stores it. */
      readonly content: string;
      readonly explained: readonly ExplainedValue[];
    };

interface CompileFileOptions extends FormatOptions {
  readonly resolve: ResolveReferences;
  /** Laid over the operation after the command line, in order, each with its own `patchStrategy`. */
  readonly presets?: readonly Source[];
  readonly overrides?: CliOverrides;
  /** Those that a server's agents manage; absent: not known here. */
  readonly namespaces?: readonly string[];
}

/**
 * Compiles a file as a server would, without one. What only a server knows of a run (its uuid, times, owner) is a placeholder,
 * so that the same input gives the same output.
 */
export async function compileFile(source: Source, options: CompileFileOptions): Promise<CompiledFile> {
  const { namespaces, overrides = {}, presets = [], resolve, ...format } = options;
  const read = presetLayers(presets, format);
  if (!read.ok) {
    const { findings } = await checkSources({ source, presets }, { overrides, resolve, ...format });
    return { ok: false, findings };
  }
  const { find, lay, layers } = read;
  const { findings, operation, tell, written } = await checkFile(source, { overrides, lay, find, resolve, ...format });
  if (operation === undefined || written === undefined || tell === undefined) return { ok: false, findings };
  const result = compileOperation({ operation, run: RUN, ...(namespaces === undefined ? {} : { namespaces }) });
  if (!result.ok) {
    const hints = result.needs.map(needHint);
    const told = result.issues.map((issue, index) => {
      const hint = issue.hint ?? hints[index];
      return tell(hint === undefined ? issue : { ...issue, hint });
    });
    return { ok: false, findings: [...findings, ...told] };
  }
  const explained = explainOperation(
    stepsOf({ layer: "operation", name: source.filename, operation: written }, overrides, layers),
  );
  return { ok: true, findings, content: result.content, explained };
}

/** The file, then the command line word by word, then the presets: the order in which they are laid. */
function stepsOf(file: ExplainStep, overrides: CliOverrides, layers: readonly Layer[]): readonly ExplainStep[] {
  let operation: Operation = file.operation;
  const steps: ExplainStep[] = [file];
  const { params = [], ...rest } = overrides;
  const words = [
    ...params.map((text) => ({ name: `-P ${text}`, given: { params: [text] } })),
    { name: "", given: rest },
  ];
  for (const { given, name } of words) {
    const laid = applyCliOverrides(operation, given);
    if (!laid.ok) continue;
    operation = laid.operation;
    steps.push({ layer: "cli", ...(name === "" ? {} : { name }), operation });
  }
  for (const { name, patch, strategy } of layers) {
    operation = patchOperation(operation, patch, strategy);
    steps.push({ layer: "preset", name, operation });
  }
  return steps;
}

function needHint(need: CompileNeed): string {
  switch (need.kind) {
    case "build":
      return "compiling goes on once a server has built the image; leave `build` out to see the rest";
    case "ref":
      return `give a value in its place: -P ${need.param}=...`;
    case "init":
      return "a server looks the files up when the operation is run; leave that step of `init` out to see the rest";
    case "join":
      return "a server looks the runs up when the operation is run; leave `joins` out to see the rest";
  }
}

const UUID = "0".repeat(32);
const RUN: RunFacts = { uuid: UUID, name: null, owner: "default", project: "project" };

const PLACE: PlanContext = {
  run: {
    uuid: UUID,
    name: null,
    owner: "default",
    project: "project",
    projectUuid: UUID,
    user: null,
    attempt: 1,
    iteration: null,
    createdAt: "1970-01-01T00:00:00Z",
    compiledAt: null,
    scheduleAt: null,
    startedAt: null,
    cloningKind: null,
    originalUuid: null,
    isIndependent: true,
    meta: {},
  },
  paths: {
    contextRoot: "/plx-context",
    artifactsRoot: "/plx-context/artifacts",
    runArtifacts: `/plx-context/artifacts/${UUID}`,
    runOutputs: `/plx-context/artifacts/${UUID}/outputs`,
  },
  namespace: "polyaxon",
  env: [],
};

/**
 * The plan of a compiled operation, for a place with nothing of its own.
 *
 * @throws CliError for an operation that has no plan: what it starts has
 */
export function planFile(content: string, filename: string): unknown {
  const { matrix, run, schedule } = JSON.parse(content) as Readonly<
    Record<"matrix" | "run" | "schedule", { readonly kind: string } | undefined>
  >;
  const outer = schedule === undefined ? matrix : schedule;
  const pipeline = outer?.kind ?? (run?.kind === "dag" ? "dag" : undefined);
  if (pipeline !== undefined)
    throw new CliError(
      "usage",
      `${filename}: a ${pipeline} has no plan of its own: each of the runs it starts has one`,
      ["without --plan it prints the compiled operation"],
    );
  const planned = planExecution(content, PLACE);
  if (planned.ok) return planned.plan;
  throw new CliError("usage", `${filename}: ${planned.message} (${planned.reason})`);
}

import { childOperation, compileOperation, isTemplate, neededResources } from "@polyaxon/compiler";
import { type Instant } from "@polyaxon/lifecycle";
import { type Suggestion, type Suggestions, SuggestionError, suggestionsOf } from "@polyaxon/optimizers";
import { type EarlyStopping, type PipelineState, emptyPipeline } from "@polyaxon/pipelines";
import { type CompiledOperation, type Operation, parseStoredOperation } from "@polyaxon/spec";
import { componentState } from "./component-state.ts";
import { asksForSomething } from "./host-room.ts";
import { tooManyChildren } from "./matrix-size.ts";
import { holdsNul, NUL_MESSAGE } from "./nul.ts";
import { isNameless, type NamedThings, namedThings, newNames } from "./named-things.ts";
import { type FoundValues, isFindable, NOTHING_FOUND, type RunNeed } from "./needs/find-values.ts";
import type { JsonObject, PendingReason, RunDetail } from "./ports/records.ts";
import type { RunResources } from "./ports/resources.ts";
import type { Change } from "./ports/store.ts";

/** The only owner of a server without organisations. */
const OWNER = "default";

/** Characters of a compiled operation: it is stored with its run, and handed to its agent whole. */
const MOST_COMPILED = 16_000_000;

const tooLarge = (found: number): string =>
  `the compiled operation has ${found.toLocaleString("en")} characters, and at most ${MOST_COMPILED.toLocaleString("en")} ` +
  "can be stored: take fewer or smaller values of other runs, or name a large one in fewer places";

export type CompiledRun =
  | {
      readonly kind: "compiled";
      readonly set: Extract<Change, { kind: "set" }>;
      /** What holds the run after compilation; null when it may go on. */
      readonly pending: PendingReason | null;
      /** `conditions` came out false. */
      readonly skip: boolean;
      /** Sections that are kept but have no effect. */
      readonly notices: readonly string[];
      /** The counters a matrix begins with; null for a single run. */
      readonly matrix: PipelineState | null;
    }
  | { readonly kind: "refused"; readonly message: string }
  /** Nothing is wrong, but values of other runs have to be found first, or whether its user may use what it names. */
  | { readonly kind: "wanting"; readonly needs: readonly RunNeed[] };

const refused = (message: string): CompiledRun => ({ kind: "refused", message });

/** Stage one of compilation for a stored run. Pure: the same run, and what was found for it, give the same bytes (I7). */
export function compileRun(run: RunDetail, now: Instant, found: FoundValues = NOTHING_FOUND): CompiledRun {
  if (found.problems.length > 0) return refused(found.problems.join("\n"));
  const read = readOperation(run);
  if (typeof read === "string") return refused(read);
  const compiled = compileOperation({ operation: read, run: factsOf(run, now), resolved: found.values });
  if (!compiled.ok) {
    const needs = compiled.needs.filter(isFindable);
    if (needs.length > 0 && needs.length === compiled.needs.length) return { kind: "wanting", needs };
    return refused(compiled.issues.map((issue) => issue.message).join("\n"));
  }
  const unasked = found.mayUseNames === true ? null : madeNames(run, read, compiled.compiled);
  if (unasked !== null) return { kind: "wanting", needs: [{ kind: "access", names: unasked }] };
  if (compiled.content.length > MOST_COMPILED) return refused(tooLarge(compiled.content.length));
  if (holdsNul(compiled.content)) return refused(NUL_MESSAGE);
  let matrix: PipelineState | null = null;
  if (compiled.compiled.matrix !== undefined) {
    try {
      const { total } = suggestionsOf(compiled.compiled.matrix, { seed: run.uuid });
      matrix = emptyPipeline(total, compiled.concurrency);
    } catch (error) {
      if (error instanceof SuggestionError) return refused(error.message);
      throw error;
    }
    const tooMany = tooManyChildren(compiled.compiled.matrix);
    if (tooMany !== null) return refused(tooMany);
    if (matrix.total === 0) return refused("the matrix suggests nothing: it has no values");
  }
  const { kind, runtime, limits, queue } = compiled;
  const resources =
    matrix === null && kind !== "dag" && kind !== "schedule" ? resourcesOf(compiled.compiled, run, now) : null;
  if (typeof resources === "string") return refused(resources);
  // A plain `isApproved: false` held the run when it was submitted, and somebody has said yes since: one approval is
  // enough (upstream asks twice). One that only a template could tell holds it now.
  const pending = compiled.pendingApproval && read.isApproved !== false ? "approval" : null;
  const metaInfo: JsonObject = matrix === null ? {} : matrixMeta(compiled.compiled, matrix.total);
  return {
    kind: "compiled",
    set: {
      kind: "set",
      fields: {
        content: compiled.content,
        kind,
        runtime,
        inputs: compiled.inputs as JsonObject,
        limits,
        queue,
        ...(read.component === undefined ? {} : { componentState: componentState(read.component) }),
        ...(resources === null ? {} : { resources }),
        ...(pending === null ? {} : { pending }),
        ...(Object.keys(metaInfo).length === 0 ? {} : { metaInfo: { ...run.metaInfo, ...metaInfo } }),
      },
    },
    pending,
    skip: compiled.skip,
    notices: compiled.notices,
    matrix,
  };
}

/** Names that templates made, which nobody has asked about when the run was submitted. Null: there are none. */
function madeNames({ rawContent }: RunDetail, operation: Operation, compiled: CompiledOperation): NamedThings | null {
  if (rawContent === null || !isTemplate(rawContent)) return null;
  const names = newNames(namedThings(operation), namedThings(compiled));
  return isNameless(names) ? null : names;
}

/** What an attempt takes of its host; null: only a slot, as it was before. Text: why it cannot be told. */
function resourcesOf(compiled: CompiledOperation, run: RunDetail, now: Instant): RunResources | string | null {
  const needed = neededResources(compiled, factsOf(run, now));
  if (!needed.ok) return needed.message;
  const { cpu, gpu, memoryBytes } = needed.resources;
  const resources = { cpuMillis: Math.ceil((cpu ?? 0) * 1000), memoryBytes: memoryBytes ?? 0, gpus: gpu ?? 0 };
  return asksForSomething(resources) || run.resources !== undefined ? resources : null;
}

/** What later steps of a matrix need of it; made again from the stored documents after a restart. */
export interface CompiledMatrix {
  readonly suggestions: Suggestions;
  readonly earlyStopping: readonly EarlyStopping[];
  child(suggestion: Suggestion, index: number): Operation;
}

/** Only a cache: a sweep of 100,000 asks for its generator at every step. */
const cached = new Map<string, { readonly content: string; readonly matrix: CompiledMatrix }>();
const MOST_CACHED = 64;

export function matrixOf(run: RunDetail): CompiledMatrix {
  const known = cached.get(run.uuid);
  if (known !== undefined && known.content === run.content) return known.matrix;
  if (run.content === null) throw new Error(`matrix ${run.uuid} has no compiled operation`);
  const operation = readOperation(run);
  if (typeof operation === "string") throw new Error(`matrix ${run.uuid} has an unreadable operation: ${operation}`);
  const compiled = JSON.parse(run.content) as CompiledOperation;
  if (compiled.matrix === undefined) throw new Error(`matrix ${run.uuid} has no matrix section`);
  const rules = compiled.matrix.earlyStopping;
  const matrix: CompiledMatrix = {
    suggestions: suggestionsOf(compiled.matrix, { seed: run.uuid }),
    earlyStopping: Array.isArray(rules) ? (rules as readonly EarlyStopping[]) : [],
    child: (suggestion, index) => childOperation(compiled, operation, suggestion, index),
  };
  if (cached.size >= MOST_CACHED) cached.delete(cached.keys().next().value ?? "");
  cached.set(run.uuid, { content: run.content, matrix });
  return matrix;
}

function readOperation(run: RunDetail): Operation | string {
  if (run.rawContent === null) return "the run has no operation to compile";
  const read = parseStoredOperation(run.rawContent);
  return read.ok ? read.operation : read.issues.map((issue) => issue.message).join("\n");
}

const factsOf = (run: RunDetail, now: Instant) => ({
  uuid: run.uuid,
  name: run.name,
  owner: OWNER,
  project: run.project,
  projectUuid: run.projectUuid,
  user: run.user,
  iteration: typeof run.metaInfo["iteration"] === "number" ? run.metaInfo["iteration"] : null,
  createdAt: new Date(run.createdAt).toISOString(),
  compiledAt: new Date(now).toISOString(),
  scheduleAt: run.scheduleAt === null ? null : new Date(run.scheduleAt).toISOString(),
  startedAt: null,
  cloningKind: run.original?.kind ?? null,
  originalUuid: run.original?.uuid ?? null,
  isIndependent: run.pipeline === null,
});

/** Flags that upstream's clients and lists look at, and how many runs there will be, for progress views. */
function matrixMeta(compiled: CompiledOperation, total: number | null): JsonObject {
  const { matrix, run } = compiled;
  const concurrency = matrix?.concurrency;
  return {
    [run.kind === "service" ? "has_services" : "has_jobs"]: true,
    ...(typeof concurrency === "number" ? { concurrency } : {}),
    ...(total === null ? {} : { total }),
    ...(matrix?.earlyStopping === undefined ? {} : { has_early_stopping: true }),
  };
}

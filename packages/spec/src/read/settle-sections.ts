import { suggest } from "../issues/suggest.ts";
import { component, job, type Job } from "../schema/documents.ts";
import { isMapping, type Problem } from "../schema/reader.ts";
import { type AnySchema, fieldSchema, readAll } from "../schema/schema.ts";
import { ROOT_SECTIONS } from "../schema/shared-fields.ts";
import type { Move } from "./moves.ts";
import { isSameWord } from "./nearest-word.ts";
import { isMovedSection, misplacedSection, OPERATION_ONLY, type RootKind, type RunPlace } from "./root-checks.ts";

type Mapping = Readonly<Record<string, unknown>>;

/** A document with its root sections where they belong, so that what is in them can be judged although they stand elsewhere. */
export interface Settled {
  readonly value: Mapping;
  /** The kind of document that it is now. */
  readonly kind: RootKind;
  readonly moves: readonly Move[];
  /** That sections stand in the wrong place, and what is wrong in one without a place; at the paths of the file. */
  readonly problems: readonly Problem[];
  /** Where this file says what belongs to its run. */
  readonly runAt: RunPlace;
}

/** Puts sections that are misspelt, that another kind of file has, or that belong deeper, to their place. Costs a look at each root key. */
export function settleSections(root: Mapping, kind: RootKind): Settled {
  const runAt = kind !== "operation" ? "run" : isPatch(root) ? "runPatch" : "component.run";
  return [respelt, underRun, asOperation, withComponent].reduce<Settled>((settled, step) => step(settled), {
    value: root,
    kind,
    moves: [],
    problems: [],
    runAt,
  });
}

/** Sections under the nearest known name. */
function respelt(settled: Settled): Settled {
  const unknown = Object.keys(settled.value).filter((key) => !ROOT_SECTIONS.has(key) && !isMovedSection(key));
  if (unknown.length === 0 || unknown.length > MOST_MISSPELT) return settled;
  const value: Record<string, unknown> = { ...settled.value };
  const moves: Move[] = [];
  for (const key of unknown) {
    const near = suggest(key, ROOT_SECTIONS);
    if (near === null || near === "kind" || Object.hasOwn(value, near)) continue;
    value[near] = value[key];
    moves.push({ from: [key], to: [near], isGuess: !isSameWord(near, key) });
  }
  return { ...settled, value, moves: [...settled.moves, ...moves] };
}

/** A file with more is no Polyaxonfile. */
const MOST_MISSPELT = 20;

/** What a run is made of is read under `run`, or, where there is none, as that of a job. */
function underRun(settled: Settled): Settled {
  const { kind, moves, value } = settled;
  const keys = Object.keys(value).filter((key) => OF_RUN.has(key) && value[key] !== null);
  const written = value["run"] ?? null;
  if (keys.length === 0 || isPatch(value) || (written !== null && !isMapping(written))) return settled;
  const run: Record<string, unknown> = { ...written };
  const fitting = keys.filter((key) => !Object.hasOwn(run, key));
  for (const key of fitting) run[key] = value[key];
  return {
    ...settled,
    value: { ...without(value, keys), run },
    moves: [
      ...moves,
      ...(written === null ? [{ from: [keys[0]!], to: ["run"] }] : []),
      ...fitting.map((key): Move => ({ from: [key], to: ["run", key] })),
    ],
    problems: [...settled.problems, ...told(keys, kind, settled.runAt)],
  };
}

/** A component that says when or how it is to be run is read as an operation with this component. */
function asOperation(settled: Settled): Settled {
  const { kind, moves, value } = settled;
  const keys = Object.keys(value);
  const ofOperation = keys.filter((key) => OPERATION_ONLY.has(key));
  if (kind !== "component" || ofOperation.length === 0) return settled;
  const problems = [...settled.problems, ...told(ofOperation, kind, settled.runAt)];
  if (refersTo(value) || Object.hasOwn(value, "component")) {
    // With both, which of the two is to be run is for the author to say.
    const hasBoth = keys.some((key) => OF_COMPONENT.has(key));
    if (hasBoth) return { ...settled, value: without(value, ofOperation), problems };
    return { ...settled, kind: "operation", value: { ...value, kind: "operation" }, problems };
  }
  const inner = without(value, [...ofOperation, "kind", "version"]);
  const outer = { ...without(value, Object.keys(inner)), kind: "operation", component: inner };
  return { ...settled, kind: "operation", value: outer, moves: [...moves.map(deeper), INTO_COMPONENT], problems };
}

/** Parts of a component beside it are read in it, or alone where the component is elsewhere. */
function withComponent(settled: Settled): Settled {
  const { kind, moves, runAt, value } = settled;
  const keys = Object.keys(value).filter((key) => OF_COMPONENT.has(key) || OF_RUN.has(key));
  if (kind !== "operation" || keys.length === 0) return settled;
  // A run that was made of its parts is not written.
  const written = keys.filter(
    (key) => !moves.some(({ from, to }) => to.length === 1 && to[0] === key && from[0] !== key),
  );
  const problems = [...settled.problems, ...told(written, kind, runAt)];
  const inner = value["component"] ?? {};
  if (isPatch(value) || !isMapping(inner)) {
    const inside = keys.flatMap((key) => judged(OF_RUN.has(key) ? job : component, key, value[key]));
    return { ...settled, value: without(value, keys), problems: [...problems, ...inside] };
  }
  const fitting = keys.filter((key) => !Object.hasOwn(inner, key));
  const added = Object.fromEntries(fitting.map((key) => [key, value[key]]));
  const into = fitting.map((key): Move => ({ from: [key], to: ["component", key] }));
  return {
    ...settled,
    value: { ...without(value, keys), component: { ...inner, ...added } },
    moves: [...into, ...moves.map((move) => (fitting.includes(String(move.to[0])) ? deeper(move) : move))],
    problems,
  };
}

/** Those that have a name at the root of some kind of file: others are told as unknown. */
const told = (keys: readonly string[], kind: RootKind, runAt: RunPlace): readonly Problem[] =>
  keys.filter((key) => ROOT_SECTIONS.has(key)).map((key) => misplacedSection(kind, key, runAt));

function judged(around: AnySchema, key: string, value: unknown): readonly Problem[] {
  const schema = fieldSchema(around, key);
  if (schema === undefined || value === null) return [];
  return readAll(schema, value).problems.map((problem) => ({ ...problem, path: [key, ...(problem.path ?? [])] }));
}

const deeper = (move: Move): Move => ({ ...move, to: ["component", ...move.to] });
const INTO_COMPONENT: Move = { from: [], to: ["component"] };

const without = (value: Mapping, keys: readonly string[]): Mapping =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));

/** What it changes is written elsewhere. */
const isPatch = (value: Mapping): boolean => refersTo(value) || value["isPreset"] === true;
const refersTo = (value: Mapping): boolean =>
  ["hubRef", "pathRef", "urlRef", "dagRef"].some((key) => (value[key] ?? null) !== null);

const OF_COMPONENT: ReadonlySet<string> = new Set(["inputs", "outputs", "run"]);
const OF_RUN: ReadonlySet<string> = new Set([
  "environment",
  "connections",
  "volumes",
  "init",
  "sidecars",
  "container",
] satisfies (keyof Job)[]);

import type { Problem } from "../schema/reader.ts";
import { suggest } from "../issues/suggest.ts";
import { isMapping } from "../schema/reader.ts";
import { ROOT_SECTIONS } from "../schema/shared-fields.ts";

export const ROOT_KINDS = ["component", "operation", "compiled_operation"] as const;
export type RootKind = (typeof ROOT_KINDS)[number];

/** The only version of the language that is read. */
export const VERSION = 1.1;

/** What must hold beside the schema of a kind: that it is a known kind, and a supported version. */
export function checkRoot(root: unknown, isPreset: boolean): readonly Problem[] {
  if (!isMapping(root)) {
    const isEmpty = root === null || root === undefined;
    const message = isEmpty ? "the file is empty" : "the root of the file must be a mapping";
    const help = isEmpty ? { hint: "`polyaxon init` writes one that works" } : {};
    return [{ code: "PLX-110", message, expected: "a mapping with `version` and `kind`", ...help }];
  }
  const kind = checkKind(root, isPreset);
  const version = isPreset || root["isPreset"] === true ? [] : checkVersion(root["version"]);
  return [...kind, ...version];
}

function checkKind(root: Readonly<Record<string, unknown>>, isPreset: boolean): readonly Problem[] {
  const kind = root["kind"];
  const expected = `one of ${ROOT_KINDS.join(", ")}`;
  if (kind === undefined || kind === null) {
    if (isPreset) return [];
    const guess = guessKind(root);
    const hint = guess === null ? {} : { hint: `add \`kind: ${guess}\`` };
    return [{ code: "PLX-201", message: "`kind` is missing", path: ["kind"], expected, ...hint }];
  }
  if (ROOT_KINDS.includes(kind as RootKind)) return [];
  const near = typeof kind === "string" ? suggest(kind, ROOT_KINDS) : null;
  const replacement = typeof kind === "string" ? LEGACY_KINDS.get(kind) : undefined;
  if (replacement !== undefined) {
    const message = `\`kind: ${kind as string}\` belongs to an older Polyaxon`;
    return [{ code: "PLX-204", message, path: ["kind"], expected, hint: replacement }];
  }
  return [
    {
      code: "PLX-201",
      message: "unknown kind",
      path: ["kind"],
      expected,
      unknown: { word: typeof kind === "string" ? kind : "", known: ROOT_KINDS },
      // Of three words, and what is read meanwhile.
      ...(near === null ? {} : { mend: near }),
    },
  ];
}

/**
 * The kind of file that is meant: the one that is named, or the nearest; else what its sections belong to, which is a guess. Null for
 * a file of another time, whose sections meant other things.
 */
export function meantKind(
  root: Readonly<Record<string, unknown>>,
  isPreset: boolean,
): { readonly kind: RootKind; readonly isGuess: boolean } | null {
  const written = root["kind"];
  const isMissing = written === undefined || written === null;
  if (isMissing && isPreset) return { kind: "operation", isGuess: false };
  if (typeof written === "string") {
    if (LEGACY_KINDS.has(written)) return null;
    const near = ROOT_KINDS.find((known) => known === written) ?? (suggest(written, ROOT_KINDS) as RootKind | null);
    if (near !== null) return { kind: near, isGuess: false };
  }
  return { kind: guessKind(root) ?? "component", isGuess: true };
}

/** Sections that an older Polyaxon had at the root, with where they are now. */
export const movedSections = (root: Readonly<Record<string, unknown>>): readonly Problem[] =>
  unknownSections(root).filter(({ path }) => MOVED_SECTIONS.has(String(path?.[0])));

function checkVersion(version: unknown): readonly Problem[] {
  if (version === VERSION) return [];
  const expected = `version: ${VERSION}`;
  if (version === undefined || version === null) {
    return [
      {
        code: "PLX-202",
        message: "`version` is missing",
        path: ["version"],
        expected,
        hint: `add \`version: ${VERSION}\``,
      },
    ];
  }
  const isText = typeof version === "string" && Number(version) === VERSION;
  const hint = isText
    ? "remove the quotes: the version is a number"
    : typeof version === "number" && version < VERSION
      ? `write \`version: ${VERSION}\` and mend what is told below; \`polyaxon check --fix\` does what is mechanical`
      : `write \`version: ${VERSION}\`: there is no newer language`;
  return [
    {
      code: "PLX-202",
      message: `version ${JSON.stringify(version)} is not supported`,
      path: ["version"],
      expected,
      hint,
      mend: String(VERSION),
    },
  ];
}

function guessKind(root: Readonly<Record<string, unknown>>): RootKind | null {
  const keys = Object.keys(root);
  if (keys.some((key) => OPERATION_ONLY.has(key))) return "operation";
  return keys.some((key) => ["run", "inputs", "outputs", "container"].includes(key)) ? "component" : null;
}

const LEGACY_KINDS: ReadonlyMap<string, string> = new Map([
  ["experiment", "write `kind: component` with `run: {kind: job}`"],
  ["job", "write `kind: component` with `run: {kind: job}`"],
  ["group", "write `kind: operation` with a `matrix`"],
  ["build", "write `kind: operation` with a `build`"],
  ["notebook", "write `kind: operation` with `hubRef: notebook`"],
  ["tensorboard", "write `kind: operation` with `hubRef: tensorboard`"],
  ["pipeline", "write `kind: component` with `run: {kind: dag}`"],
]);

const MOVED_SECTIONS: ReadonlyMap<string, string> = new Map([
  ["ops", "they are the operations of a dag now: `run: {kind: dag, operations: [...]}`"],
  ["operations", "they belong to a dag: `run: {kind: dag, operations: [...]}`"],
  ["components", "they belong to a dag: `run: {kind: dag, components: [...]}`"],
  ["templates", "they are the components of a dag now: `run: {kind: dag, components: [...]}`"],
  ["hptuning", "it is called `matrix` now"],
  ["resources", "they belong to a container: `run.container.resources`"],
  ["concurrency", "it belongs to the `matrix`, or to the `run` of a dag"],
  ["logging", "it has no effect any more: remove it"],
  ["declarations", "they are `inputs` of a component and `params` of an operation now"],
  ["environment", "it belongs under `run`"],
  ["container", "it belongs under `run`"],
  ["init", "it belongs under `run`"],
  ["sidecars", "it belongs under `run`"],
  ["volumes", "it belongs under `run`"],
  ["image", "it belongs under `run.container`"],
  ["command", "it belongs under `run.container`"],
  ["args", "it belongs under `run.container`"],
  ["env", "it belongs under `run.container`"],
  ["secretResources", "use `run.environment` or connections"],
  ["configResources", "use `run.environment` or connections"],
  ["settings", "use `queue`, `tags` and project settings"],
]);

const SECTION_NAMES: readonly string[] = [...ROOT_SECTIONS];

/** Whether a section that no kind of file has at its root is known from elsewhere, or from another time. */
export const isMovedSection = (key: string): boolean => MOVED_SECTIONS.has(key);

/**
 * Root keys that no kind of file has. Only camelCase is known at the root.
 *
 * @param at how this file says what belongs to its run
 */
export function unknownSections(root: Readonly<Record<string, unknown>>, at: RunPlace = "run"): readonly Problem[] {
  return Object.keys(root)
    .filter((key) => !ROOT_SECTIONS.has(key))
    .map((key) => {
      const moved = MOVED_SECTIONS.get(key)?.replace("under `run", `under \`${at}`);
      const help = moved === undefined ? { unknown: { word: key, known: SECTION_NAMES } } : { hint: moved };
      return { code: "PLX-203", message: `unknown top-level section \`${key}\``, path: [key], atKey: true, ...help };
    });
}

/** Where a file says what belongs to its run. */
export type RunPlace = "run" | "component.run" | "runPatch";

/** A section that exists, but not in this kind of file, and what to do with it. */
export function misplacedSection(kind: RootKind, key: string, at: RunPlace): Problem {
  const hint = misplacedHint(kind, key, at);
  return {
    code: "PLX-301",
    message: `${kind === "operation" ? "an" : "a"} ${kind.replace("_", " ")} has no section \`${key}\``,
    path: [key],
    atKey: true,
    ...(hint === undefined ? {} : { hint }),
  };
}

function misplacedHint(kind: RootKind, key: string, at: RunPlace): string | undefined {
  if (key === "connections") return `it belongs under \`${at}\``;
  if (kind === "component" && OPERATION_ONLY.has(key))
    return "it belongs to an operation: write `kind: operation` with this under `component`";
  if (kind !== "operation") return undefined;
  if (key === "run" && at === "runPatch") return "what is to be changed of the run belongs under `runPatch`";
  if (key === "inputs" || key === "outputs" || key === "run")
    return "it belongs to the component: move it under `component`";
  return undefined;
}

/** Sections that say when or how something is run, not what. */
export const OPERATION_ONLY: ReadonlySet<string> = new Set([
  "params",
  "matrix",
  "schedule",
  "joins",
  "dependencies",
  "trigger",
  "conditions",
  "events",
  "runPatch",
  "component",
  "hubRef",
  "pathRef",
  "urlRef",
  "dagRef",
  "patchStrategy",
  "isPreset",
  "skipOnUpstreamSkip",
]);

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
    return [{ code: "PLX-110", message, expected: "a mapping with `version` and `kind`" }];
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
  const meant = meantKind(root, isPreset);
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
      ...(meant === null ? {} : { mend: meant }),
    },
  ];
}

/** The kind of file that is meant: the one that is named, the nearest, or the one that its sections belong to. */
export function meantKind(root: Readonly<Record<string, unknown>>, isPreset: boolean): RootKind | null {
  const kind = root["kind"];
  if (kind === undefined || kind === null) return isPreset ? "operation" : guessKind(root);
  if (typeof kind !== "string" || LEGACY_KINDS.has(kind)) return null;
  return ROOT_KINDS.find((known) => known === kind) ?? (suggest(kind, ROOT_KINDS) as RootKind | null);
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
  const has = (...keys: readonly string[]): boolean => keys.some((key) => Object.hasOwn(root, key));
  if (has("hubRef", "pathRef", "urlRef", "component", "params", "matrix")) return "operation";
  return has("run") ? "component" : null;
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
  ["secretResources", "use `run.environment` or connections"],
  ["configResources", "use `run.environment` or connections"],
  ["settings", "use `queue`, `tags` and project settings"],
]);

const SECTION_NAMES: readonly string[] = [...ROOT_SECTIONS];

/** Root keys that no kind of file has. Only camelCase is known at the root. */
export function unknownSections(root: Readonly<Record<string, unknown>>): readonly Problem[] {
  return Object.keys(root)
    .filter((key) => !ROOT_SECTIONS.has(key))
    .map((key) => {
      const moved = MOVED_SECTIONS.get(key);
      const help = moved === undefined ? { unknown: { word: key, known: SECTION_NAMES } } : { hint: moved };
      return { code: "PLX-203", message: `unknown top-level section \`${key}\``, path: [key], atKey: true, ...help };
    });
}

/** What to do with a section that exists, but not in this kind of file. */
export function misplacedHint(kind: RootKind, key: string): string | undefined {
  if (key === "connections") return "it belongs under `run`";
  if (kind === "component" && OPERATION_ONLY.has(key))
    return "it belongs to an operation: write `kind: operation` with this under `component`";
  if (kind === "operation" && ["inputs", "outputs", "run"].includes(key))
    return "it belongs to the component: move it under `component`";
  return undefined;
}

const OPERATION_ONLY: ReadonlySet<string> = new Set([
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

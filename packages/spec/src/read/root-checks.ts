import type { Problem } from "../schema/reader.ts";
import { isMapping } from "../schema/reader.ts";
import { ROOT_SECTIONS } from "../schema/shared-fields.ts";

export const ROOT_KINDS = ["component", "operation", "compiled_operation"] as const;
export type RootKind = (typeof ROOT_KINDS)[number];

/** The only version of the language that is read. */
export const VERSION = 1.1;

/**
 * What must hold before the schema of a kind is asked: a known kind, a supported version. A file that fails here was most
 * likely written for something else, so its other problems are not listed.
 */
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
    const hint = guessKind(root);
    return [
      { code: "PLX-201", message: "`kind` is missing", path: ["kind"], expected, ...(hint === null ? {} : { hint }) },
    ];
  }
  if (ROOT_KINDS.includes(kind as RootKind)) return [];
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
    },
  ];
}

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
    : `only version ${VERSION} is read; older files are not converted`;
  return [
    {
      code: "PLX-202",
      message: `version ${JSON.stringify(version)} is not supported`,
      path: ["version"],
      expected,
      hint,
    },
  ];
}

function guessKind(root: Readonly<Record<string, unknown>>): string | null {
  const has = (...keys: readonly string[]): boolean => keys.some((key) => Object.hasOwn(root, key));
  if (has("hubRef", "pathRef", "urlRef", "component", "params", "matrix")) return "add `kind: operation`";
  return has("run") ? "add `kind: component`" : null;
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
  ["hptuning", "it is called `matrix` now"],
  ["declarations", "they are `inputs` of a component and `params` of an operation now"],
  ["environment", "it belongs under `run`"],
  ["container", "it belongs under `run`"],
  ["init", "it belongs under `run`"],
  ["secretResources", "use `run.environment` or connections"],
  ["configResources", "use `run.environment` or connections"],
  ["settings", "use `queue`, `tags` and project settings"],
]);

/** Root keys that no kind of file has. Only camelCase is known at the root. */
export function unknownSections(root: Readonly<Record<string, unknown>>): readonly Problem[] {
  return Object.keys(root)
    .filter((key) => !ROOT_SECTIONS.has(key))
    .map((key) => {
      const moved = MOVED_SECTIONS.get(key);
      const help = moved === undefined ? { unknown: { word: key, known: [...ROOT_SECTIONS] } } : { hint: moved };
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

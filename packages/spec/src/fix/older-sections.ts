import { CST, isMap, isScalar, isSeq, Lexer, type Node, type YAMLMap } from "yaml";
import { DEFAULT_LIMITS } from "../read/limits.ts";
import { parseYaml } from "../read/yaml-document.ts";
import { closed, indented, renamed, type RootSection } from "./root-sections.ts";
import { applyEdits } from "./text-edit.ts";

type Sections = readonly RootSection[];

/** Rewrites one thing that older files have at the root, and says so; null where the file does not have it. */
export type Rewrite = (sections: Sections) => { readonly sections: Sections; readonly said: string } | null;

const find = (sections: Sections, key: string): RootSection | undefined => sections.find((each) => each.key === key);
const has = (sections: Sections, key: string): boolean => find(sections, key) !== undefined;
const put = (sections: Sections, old: RootSection, fresh: RootSection): Sections =>
  sections.map((each) => (each === old ? fresh : each));
const without = (sections: Sections, ...gone: readonly (RootSection | undefined)[]): Sections =>
  sections.filter((each) => !gone.includes(each));
const below = (parts: Sections): string => parts.map(({ text }) => closed(indented(text))).join("");

const renameMatrix: Rewrite = (sections) => {
  const old = find(sections, "hptuning");
  if (old === undefined || has(sections, "matrix")) return null;
  return { sections: put(sections, old, renamed(old, "matrix")), said: "`hptuning` is called `matrix`" };
};

/** Operations at the root, with the components they refer to and how many may run at once. */
const gatherDag: Rewrite = (sections) => {
  const operations = find(sections, "ops") ?? find(sections, "operations");
  if (operations === undefined || has(sections, "run")) return null;
  const components = find(sections, "components") ?? find(sections, "templates");
  // A matrix has a limit of its own: whose this one is takes a decision.
  const limit = has(sections, "matrix") ? undefined : find(sections, "concurrency");
  const parts = [
    ...(limit === undefined ? [] : [limit]),
    renamed(operations, "operations"),
    ...(components === undefined ? [] : [renamed(components, "components")]),
  ];
  const run = { key: "run", text: `run:\n  kind: dag\n${below(parts)}` };
  return {
    sections: [...without(sections, operations, components, limit), run],
    said: `\`${operations.key}\` and what they refer to are the \`run\` of kind \`dag\``,
  };
};

const declareInputs: Rewrite = (sections) => {
  const old = find(sections, "declarations");
  const inputs = old === undefined || has(sections, "inputs") ? null : inputsOf(old);
  return old === undefined || inputs === null
    ? null
    : { sections: put(sections, old, inputs), said: "`declarations` are `inputs`" };
};

const containShell: Rewrite = (sections) => {
  const old = find(sections, "run");
  const build = find(sections, "build");
  const image = build === undefined ? undefined : imageOf(build);
  const run = old === undefined ? null : withContainer(old, build);
  if (old === undefined || run === null) return null;
  return {
    sections: without(put(sections, old, run), image === undefined ? undefined : build),
    said: "`run.cmd` is a job's container with a shell",
  };
};

/** What a job is made of, with its container, and no run to hold it. */
const makeRun: Rewrite = (sections) => {
  const isElsewhere = ["run", "hubRef", "pathRef", "urlRef", "component", "ops", "operations"];
  if (!has(sections, "container") || isElsewhere.some((key) => has(sections, key))) return null;
  const parts = sections.filter(({ key }) => OF_RUN.includes(key));
  const run = { key: "run", text: `run:\n  kind: job\n${below(parts)}` };
  return {
    sections: [...without(sections, ...parts), run],
    said: `${parts.map(({ key }) => `\`${key}\``).join(", ")} belong${parts.length === 1 ? "s" : ""} under \`run\``,
  };
};

const OF_RUN: readonly string[] = ["environment", "connections", "volumes", "init", "sidecars", "container"];

const moveUnderRun =
  (key: string): Rewrite =>
  (sections) => {
    const moved = find(sections, key);
    const run = find(sections, "run");
    if (moved === undefined || run === undefined || !isBlock(run)) return null;
    const fresh = { key: "run", text: closed(run.text) + below([moved]) };
    return { sections: put(without(sections, moved), run, fresh), said: `\`${key}\` belongs under \`run\`` };
  };

const renameKind: Rewrite = (sections) => {
  const section = find(sections, "kind");
  const kind = section === undefined ? null : kindOf(section);
  const meant = kind === null ? undefined : KINDS.get(kind);
  if (section === undefined || kind === null || meant === undefined) return null;
  const to = has(sections, "matrix") ? "operation" : meant;
  return { sections: put(sections, section, withValue(section, to)), said: `\`kind: ${kind}\` is \`kind: ${to}\`` };
};

/** What an operation runs stands in its component, not beside what belongs to the operation. */
const wrapComponent: Rewrite = (sections) => {
  const kind = find(sections, "kind");
  const isOperation = has(sections, "matrix") || (kind !== undefined && kindOf(kind) === "operation");
  const isComplete = ["component", "hubRef", "pathRef", "urlRef"].some((key) => has(sections, key));
  if (!isOperation || isComplete || !has(sections, "run")) return null;
  const inner = sections.filter(({ key }) => OF_COMPONENT.has(key));
  const component = { key: "component", text: `component:\n${below(inner)}` };
  const outer = [...without(sections, ...inner), component];
  const said = "what an operation runs is its `component`";
  if (kind === undefined) return { sections: outer, said };
  return { sections: put(outer, kind, withValue(kind, "operation")), said };
};

/** In the order in which one makes room for the next. */
export const REWRITES: readonly Rewrite[] = [
  renameMatrix,
  gatherDag,
  declareInputs,
  containShell,
  makeRun,
  ...OF_RUN.map(moveUnderRun),
  renameKind,
  wrapComponent,
];

const KINDS: ReadonlyMap<string, "component" | "operation"> = new Map([
  ["experiment", "component"],
  ["job", "component"],
  ["pipeline", "component"],
  ["group", "operation"],
]);

const OF_COMPONENT: ReadonlySet<string> = new Set(["inputs", "outputs", "run"]);

function valueOf({ text }: RootSection): Node | null {
  const document = parseYaml(text, DEFAULT_LIMITS);
  if (!("positionAt" in document) || !isMap(document.root)) return null;
  return (document.root.items[0]?.value ?? null) as Node | null;
}

/** The section with another word for its scalar. */
function withValue(section: RootSection, word: string): RootSection {
  const [start, end] = valueOf(section)?.range ?? [0, 0];
  return { ...section, text: applyEdits(section.text, [{ start, end, text: word }]) };
}

function kindOf(section: RootSection): string | null {
  const value = valueOf(section);
  return isScalar(value) ? String(value.value) : null;
}

const isBlock = (section: RootSection): boolean => {
  const value = valueOf(section);
  return (
    isMap(value) && value.flow !== true && /^run:\s*(?:#.*)?\r?\n {2}\S/.test(section.text.replace(/^(?:#.*\n)+/, ""))
  );
};

/** `declarations: {lr: 0.1}` as inputs with defaults, each value as it is written; null unless they are plain values. */
function inputsOf(section: RootSection): RootSection | null {
  const value = valueOf(section);
  if (!isMap(value)) return null;
  const lines: string[] = [];
  const kept: string[] = [];
  for (const { key, value: given } of (value as YAMLMap.Parsed).items) {
    if (!isScalar(key) || given?.range === undefined || (!isScalar(given) && !isSeq(given))) return null;
    const source = section.text.slice(given.range[0], given.range[1]);
    if (source.includes("\n")) return null;
    const rest = value.flow === true ? "" : /^[^\n]*/.exec(section.text.slice(given.range[1]))![0].trimEnd();
    kept.push(rest.trimStart());
    lines.push(`  - { name: ${String(key.value)}, value: ${source} }${rest}\n`);
  }
  return { key: "inputs", text: `${commentLines(section, kept)}inputs:\n${lines.join("")}` };
}

/** `run: {cmd: ...}` of a 0.x file as a job, with the image of a `build` that says nothing else. */
function withContainer(section: RootSection, build: RootSection | undefined): RootSection | null {
  const value = valueOf(section);
  if (!isMap(value) || value.items.length !== 1) return null;
  const [pair] = (value as YAMLMap.Parsed).items;
  if (!isScalar(pair?.key) || pair.key.value !== "cmd" || !isScalar(pair.value)) return null;
  const command = JSON.stringify(String(pair.value.value).trim());
  const image = build === undefined ? undefined : imageOf(build);
  const line = image === undefined ? "" : `    image: ${image}\n`;
  const comments = `${image === undefined ? "" : commentLines(build!)}${commentLines(section)}`;
  return {
    key: "run",
    text: `${comments}run:\n  kind: job\n  container:\n${line}    command: [sh, -c]\n    args: [${command}]\n`,
  };
}

/** As it is written. */
function imageOf(build: RootSection): string | undefined {
  const value = valueOf(build);
  const image = isMap(value) && value.items.length === 1 ? (value as YAMLMap.Parsed).get("image", true) : undefined;
  const source = isScalar(image) && image.range ? build.text.slice(image.range[0], image.range[1]) : "";
  return source === "" || source.includes("\n") ? undefined : source;
}

/** Comments of a section that is written anew, each on a line above it; those that are kept where they stand aside. */
function commentLines({ text }: RootSection, kept: readonly string[] = []): string {
  const comments: string[] = [];
  let isScalarNext = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (!isScalarNext && lexeme.startsWith("#") && !kept.includes(lexeme.trimEnd())) comments.push(lexeme.trimEnd());
    isScalarNext = lexeme === CST.SCALAR;
  }
  return comments.map((comment) => `${comment}\n`).join("");
}

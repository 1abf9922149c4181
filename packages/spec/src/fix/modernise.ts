import { isMap, isScalar, isSeq, type Node, type YAMLMap } from "yaml";
import { parseYaml } from "../read/yaml-document.ts";
import { DEFAULT_LIMITS } from "../read/limits.ts";
import { applyEdits, type TextEdit } from "./text-edit.ts";
import { closed, indented, renamed, type RootSection, rootSections } from "./root-sections.ts";

export interface Modernised {
  readonly text: string;
  /** What was done, a sentence each. */
  readonly done: readonly string[];
}

/**
 * Rewrites what older files have at the root and what has exactly one meaning today: the sections of a dag (`ops`, `operations`,
 * `components`, `templates`), `hptuning`, `declarations`, what moved under `run`, kinds. Lines are moved as they are, with their
 * comments. What needs a decision is left for the check to tell.
 */
export function modernise(text: string): Modernised {
  const done: string[] = [];
  let sections = read(text);
  if (sections === null) return { text, done };
  const { head, tail } = sections;
  let list = [...sections.sections];
  const has = (key: string): boolean => list.some((section) => section.key === key);
  const take = (key: string): RootSection | undefined => {
    const found = list.find((section) => section.key === key);
    list = list.filter((section) => section !== found);
    return found;
  };
  const put = (section: RootSection): void => void (list = [...list.map(closedSection), section]);

  const kind = kindOf(list);
  if (!has("matrix") && has("hptuning")) {
    list = list.map((section) => (section.key === "hptuning" ? renamed(section, "matrix") : section));
    done.push("`hptuning` is called `matrix`");
  }
  if (!has("run") && (has("ops") || has("operations"))) {
    const ops = take("ops") ?? take("operations");
    const components = take("components") ?? take("templates");
    const limit = has("matrix") ? undefined : take("concurrency");
    const parts = [
      ...(limit === undefined ? [] : [limit]),
      ...(ops === undefined ? [] : [renamed(ops, "operations")]),
      ...(components === undefined ? [] : [renamed(components, "components")]),
    ].map(({ text: lines }) => closed(indented(lines)));
    put({ key: "run", text: `run:\n  kind: dag\n${parts.join("")}` });
    done.push("`ops` and what they refer to are the `run` of kind `dag`");
  }
  if (!has("inputs") && has("declarations")) {
    const declarations = list.find(({ key }) => key === "declarations");
    const inputs = declarations === undefined ? null : inputsOf(declarations);
    if (inputs !== null) {
      list = list.map((section) => (section === declarations ? inputs : section));
      done.push("`declarations` are `inputs`");
    }
  }
  const old = list.find(({ key }) => key === "run");
  const shell = old === undefined ? null : withContainer(old, list);
  if (shell !== null) {
    list = list.map((section) => (section === old ? shell : section));
    if (shell.text.includes("    image:")) take("build");
    done.push("`run.cmd` is a job's container with a shell");
  }
  for (const key of ["environment", "connections", "init", "container"]) {
    const run = list.find((section) => section.key === "run");
    if (!has(key) || run === undefined || !isBlock(run)) continue;
    const moved = take(key)!;
    list = list.map((section) =>
      section === run ? { key: "run", text: closed(run.text) + closed(indented(moved.text)) } : section,
    );
    done.push(`\`${key}\` belongs under \`run\``);
  }
  const meant = kind === null ? undefined : KINDS.get(kind);
  if (meant !== undefined) {
    const to = has("matrix") ? "operation" : meant;
    list = list.map((section) =>
      section.key === "kind" ? { ...section, text: section.text.replace(kind!, to) } : section,
    );
    done.push(`\`kind: ${kind}\` is \`kind: ${to}\``);
  }
  const isOperation = has("matrix") || kindOf(list) === "operation";
  if (isOperation && has("run") && !["component", "hubRef", "pathRef", "urlRef"].some(has)) {
    const inner = list.filter(({ key }) => OF_COMPONENT.has(key));
    list = list.filter(({ key }) => !OF_COMPONENT.has(key));
    put({ key: "component", text: `component:\n${inner.map((each) => closed(indented(each.text))).join("")}` });
    list = list.map((section) =>
      section.key === "kind" ? { ...section, text: section.text.replace(/component\b/, "operation") } : section,
    );
    done.push("what an operation runs is its `component`");
  }
  if (done.length === 0) return { text, done };
  const lines = list.map((section) => closedSection(section).text);
  const joined = head + lines.join("") + tail;
  sections = read(joined);
  return sections === null ? { text, done: [] } : { text: withDagRefs(joined), done };
}

const KINDS: ReadonlyMap<string, "component" | "operation"> = new Map([
  ["experiment", "component"],
  ["job", "component"],
  ["pipeline", "component"],
  ["group", "operation"],
]);

const OF_COMPONENT: ReadonlySet<string> = new Set(["inputs", "outputs", "run"]);

const closedSection = (section: RootSection): RootSection => ({ ...section, text: closed(section.text) });

function read(text: string) {
  const document = parseYaml(text, DEFAULT_LIMITS);
  return "positionAt" in document ? rootSections(text, document) : null;
}

function valueOf({ text }: RootSection): Node | null {
  const document = parseYaml(text, DEFAULT_LIMITS);
  if (!("positionAt" in document) || !isMap(document.root)) return null;
  return (document.root.items[0]?.value ?? null) as Node | null;
}

function kindOf(list: readonly RootSection[]): string | null {
  const section = list.find(({ key }) => key === "kind");
  const value = section === undefined ? null : valueOf(section);
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
  for (const { key, value: given } of (value as YAMLMap.Parsed).items) {
    if (!isScalar(key) || given?.range === undefined || (!isScalar(given) && !isSeq(given))) return null;
    const source = section.text.slice(given.range[0], given.range[1]);
    if (source.includes("\n")) return null;
    const rest = value.flow === true ? "" : /^[^\n]*/.exec(section.text.slice(given.range[1]))![0].trimEnd();
    lines.push(`  - { name: ${String(key.value)}, value: ${source} }${rest}\n`);
  }
  const comments = /^(?:#.*\n)+/.exec(section.text)?.[0] ?? "";
  return { key: "inputs", text: `${comments}inputs:\n${lines.join("")}` };
}

/** `run: {cmd: ...}` of a 0.x file as a job, with the image of a `build` that says nothing else. */
function withContainer(section: RootSection, list: readonly RootSection[]): RootSection | null {
  const value = valueOf(section);
  if (!isMap(value) || value.items.length !== 1) return null;
  const [pair] = (value as YAMLMap.Parsed).items;
  if (!isScalar(pair?.key) || pair.key.value !== "cmd" || !isScalar(pair.value)) return null;
  const command = JSON.stringify(String(pair.value.value).trim());
  const build = list.find(({ key }) => key === "build");
  const image = build === undefined ? undefined : imageOf(build);
  const line = image === undefined ? "" : `    image: ${image}\n`;
  return {
    key: "run",
    text: `run:\n  kind: job\n  container:\n${line}    command: [sh, -c]\n    args: [${command}]\n`,
  };
}

function imageOf(build: RootSection): string | undefined {
  const value = valueOf(build);
  const image = isMap(value) && value.items.length === 1 ? value.get("image") : undefined;
  return typeof image === "string" ? image : undefined;
}

/** `template: {name: x}`, and `template: x`, of an operation in a dag is `dagRef: x`. */
function withDagRefs(text: string): string {
  const document = parseYaml(text, DEFAULT_LIMITS);
  if (!("positionAt" in document) || !isMap(document.root)) return text;
  const operations = document.root.getIn(["run", "operations"]);
  if (!isSeq(operations)) return text;
  const edits: TextEdit[] = [];
  for (const operation of operations.items) {
    if (!isMap(operation) || operation.has("dagRef")) continue;
    const pair = (operation as YAMLMap.Parsed).items.find(({ key }) => isScalar(key) && key.value === "template");
    const template = pair?.value;
    const name: unknown =
      isMap(template) && template.items.length === 1
        ? template.get("name")
        : isScalar(template)
          ? template.value
          : undefined;
    if (typeof name !== "string" || pair?.key === null || pair === undefined || template?.range === undefined) continue;
    edits.push({ start: pair.key.range[0], end: template.range[1], text: `dagRef: ${name}` });
  }
  return applyEdits(text, edits);
}

import { isMap, isScalar, isSeq, type YAMLMap } from "yaml";
import { DEFAULT_LIMITS } from "../read/limits.ts";
import { parseYaml } from "../read/yaml-document.ts";
import { REWRITES } from "./older-sections.ts";
import { closed, rootSections } from "./root-sections.ts";
import { applyEdits, type TextEdit } from "./text-edit.ts";

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
  const document = parseYaml(text, DEFAULT_LIMITS);
  const root = "positionAt" in document ? rootSections(text, document) : null;
  if (root === null) return { text, done: [] };
  let { sections } = root;
  const done: string[] = [];
  for (const rewrite of REWRITES) {
    const rewritten = rewrite(sections);
    if (rewritten === null) continue;
    sections = rewritten.sections;
    done.push(rewritten.said);
  }
  if (done.length === 0) return { text, done };
  const joined = root.head + sections.map((section) => closed(section.text)).join("") + root.tail;
  return "positionAt" in parseYaml(joined, DEFAULT_LIMITS) ? { text: withDagRefs(joined), done } : { text, done: [] };
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

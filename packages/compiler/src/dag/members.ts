import { type Component, type Dag, type Operation, type SpecPath, suggest } from "@polyaxon/spec";
import type { CompileIssue } from "../issue.ts";
import type { Member } from "./edges.ts";

export interface Members {
  readonly members: readonly Member[];
  /** The component of each member that has one. */
  readonly components: ReadonlyMap<string, Component>;
  readonly issues: readonly CompileIssue[];
}

/**
 * The operations of a dag by name, each with its component.
 *
 * @param path          leads to the dag's run
 * @param areRefsOpen   hub, path and url references may still be unresolved
 */
export function membersOf(dag: Dag, path: SpecPath, areRefsOpen: boolean): Members {
  const issues: CompileIssue[] = [];
  const refuse = (code: CompileIssue["code"], at: SpecPath, message: string, hint?: string | null): void => {
    issues.push({
      code,
      category: "schema-semantic",
      path: [...path, ...at],
      message,
      ...(hint === undefined || hint === null ? {} : { hint }),
    });
  };
  const templates = new Map<string, Component>();
  if (Array.isArray(dag.components)) {
    for (const [index, component] of (dag.components as readonly Component[]).entries()) {
      const { name } = component;
      if (name === undefined)
        refuse("dag.name", ["components", index], "a component of a dag needs a `name` to be referred to");
      else if (templates.has(name))
        refuse("dag.duplicate", ["components", index, "name"], `two components are called \`${name}\``, RENAME);
      else templates.set(name, component);
    }
  }

  let all: readonly string[] | null = null;
  const names = (): readonly string[] => (all ??= [...templates.keys()]);
  const members: Member[] = [];
  const components = new Map<string, Component>();
  const places = new Map<string, number>();
  for (const [index, operation] of (dag.operations as readonly Operation[]).entries()) {
    const { name } = operation;
    if (name === undefined) {
      refuse("dag.name", ["operations", index], "an operation of a dag needs a `name`");
      continue;
    }
    const first = places.get(name);
    if (first !== undefined) {
      refuse(
        "dag.duplicate",
        ["operations", index, "name"],
        `two operations are called \`${name}\`: number ${first + 1} and number ${index + 1}`,
        RENAME,
      );
      continue;
    }
    places.set(name, index);
    members.push({ name, operation, path: [...path, "operations", index] });
    const component = operation.component ?? (operation.dagRef === undefined ? null : templates.get(operation.dagRef));
    if (component !== null && component !== undefined) {
      components.set(name, component);
    } else if (component === undefined) {
      const known = names();
      const near = issues.length < MOST_SUGGESTIONS ? suggest(operation.dagRef ?? "", known) : null;
      refuse(
        "dag.component",
        ["operations", index, "dagRef"],
        `operation \`${name}\`: the dag has no component \`${operation.dagRef}\``,
        near === null ? `its components: ${known.slice(0, 8).join(", ") || "none"}` : `did you mean \`${near}\`?`,
      );
    } else if (!areRefsOpen) {
      const field = (["hubRef", "pathRef", "urlRef"] as const).find((key) => operation[key] !== undefined);
      const at = field === undefined ? [] : [field];
      const what = field === undefined ? "it has no component" : `\`${field}: ${operation[field]}\` was not resolved`;
      refuse("dag.component", ["operations", index, ...at], `operation \`${name}\`: ${what}`);
    }
  }
  return { members, components, issues };
}

/** As many wrong names as get a "did you mean": each is looked for among all components. */
const MOST_SUGGESTIONS = 20;

const RENAME = "names are how operations find each other: give each its own";

import type { CompileIssue } from "@polyaxon/compiler";
import {
  type Component,
  type Dag,
  DEFAULT_LIMITS,
  type Operation,
  pathText,
  readPolyaxonfile,
  type SpecPath,
} from "@polyaxon/spec";
import { sizeOf } from "./size-of.ts";
import {
  type Origin,
  type Readers,
  REFERENCE_KINDS,
  type ReferenceKind,
  type ReferenceProblem,
  type ReferredText,
} from "./reference-reader.ts";

export interface ResolveOptions {
  readonly readers: Readers;
  /** Where the operation was written. */
  readonly origin: Origin;
  /** Once it is over nothing more is read. Default never. */
  readonly deadline?: AbortSignal;
}

export type Resolution =
  | {
      readonly ok: true;
      readonly operation: Operation;
      /** The references that were resolved, from the operation's root; what is below them stands in other files. */
      readonly resolved: readonly SpecPath[];
    }
  | { readonly ok: false; readonly issues: readonly CompileIssue[] };

/** References inside what references lead to. */
const MAX_DEPTH = 10;
/** Different things that are read for one operation, and their bytes together. */
const MAX_READS = 100;
const MAX_BYTES = DEFAULT_LIMITS.maxBytes;
const MAX_ISSUES = 20;

/**
 * Puts the component that each reference leads to beside the reference, in dags too, as deep as they go. A `dagRef` stays: the dag
 * has its component. A reference that has its component already is left alone.
 */
export async function resolveReferences(operation: Operation, options: ResolveOptions): Promise<Resolution> {
  if (!hasOpenReferences(operation)) return { ok: true, operation, resolved: [] };
  const walk = new Walk(options.readers, options.deadline);
  const identity = options.origin.kind === "file" ? [`path:${options.origin.file}`] : [];
  const result = await walk.operation(operation, [], { origin: options.origin, chain: identity, at: null });
  return walk.issues.length > 0
    ? { ok: false, issues: walk.issues }
    : { ok: true, operation: result, resolved: walk.resolved };
}

/** Whether there is anything to resolve; costs a look at each operation of its dags. */
export function hasOpenReferences(operation: Operation): boolean {
  if (operation.component !== undefined) return hasOpenComponent(operation.component);
  return REFERENCE_KINDS.some((kind) => operation[kind] !== undefined) || operation.dagRef !== undefined;
}

const hasOpenComponent = ({ run }: Component): boolean =>
  run.kind === "dag" &&
  (operationsOf(run).some(
    (each) =>
      (each.component === undefined && REFERENCE_KINDS.some((kind) => each[kind] !== undefined)) ||
      (each.component !== undefined && hasOpenComponent(each.component)),
  ) ||
    componentsOf(run).some(hasOpenComponent));

const operationsOf = ({ operations }: Dag): readonly Operation[] =>
  Array.isArray(operations) ? (operations as readonly Operation[]) : [];
const componentsOf = ({ components }: Dag): readonly Component[] =>
  Array.isArray(components) ? (components as readonly Component[]) : [];

interface Place {
  readonly origin: Origin;
  /** Identities of what leads here, the outermost first. */
  readonly chain: readonly string[];
  /** The reference in the operation itself that leads here, with those after it; null: this is the operation itself. */
  readonly at: { readonly path: SpecPath; readonly trail: string } | null;
}

/** One after the other: the first problem is the first in the file, and nobody is asked a hundred things at once. */
class Walk {
  readonly issues: CompileIssue[] = [];
  readonly resolved: SpecPath[] = [];
  readonly #readers: Readers;
  readonly #deadline: AbortSignal | undefined;
  readonly #known = new Map<string, Component | null>();
  #reads = 0;
  #bytes = 0;
  #values = 0;

  constructor(readers: Readers, deadline: AbortSignal | undefined) {
    this.#readers = readers;
    this.#deadline = deadline;
  }

  async operation(operation: Operation, path: SpecPath, place: Place): Promise<Operation> {
    const { component } = operation;
    if (component !== undefined) {
      const whole = await this.component(component, [...path, "component"], place);
      return whole === component ? operation : { ...operation, component: whole };
    }
    const kind = REFERENCE_KINDS.find((each) => operation[each] !== undefined);
    if (kind === undefined) {
      if (operation.dagRef !== undefined && path.length === 0)
        this.#refuse(NO_DAG(operation.dagRef), ["dagRef"], place);
      return operation;
    }
    const found = await this.#follow(kind, String(operation[kind]), [...path, kind], place);
    return found === null ? operation : { ...operation, component: found };
  }

  async component(component: Component, path: SpecPath, place: Place): Promise<Component> {
    const { run } = component;
    if (run.kind !== "dag" || !hasOpenComponent(component)) return component;
    const operations: Operation[] = [];
    for (const [index, each] of operationsOf(run).entries())
      operations.push(await this.operation(each, [...path, "run", "operations", index], place));
    const components: Component[] = [];
    for (const [index, each] of componentsOf(run).entries())
      components.push(await this.component(each, [...path, "run", "components", index], place));
    const whole = { ...run, operations, ...(run.components === undefined ? {} : { components }) };
    return { ...component, run: whole };
  }

  async #follow(kind: ReferenceKind, reference: string, path: SpecPath, before: Place): Promise<Component | null> {
    const trail = before.at === null ? `${kind}: ${reference}` : `${before.at.trail} -> ${kind}: ${reference}`;
    const place = { ...before, at: { path: before.at?.path ?? path, trail } };
    const isOutermost = before.at === null;
    const key = JSON.stringify([kind, reference, before.origin]);
    let component = this.#known.get(key);
    if (component === undefined) {
      component = await this.#read(kind, reference, path, place);
      this.#known.set(key, component);
    }
    if (component === null) {
      // Told where it was met first; the places where it is used again are as wrong, and as silent.
      return null;
    }
    if (!isOutermost) return component;
    const { depth, values } = sizeOf(component);
    this.#values += values;
    const { maxDepth, maxNodes } = DEFAULT_LIMITS;
    if (depth + path.length > maxDepth) {
      this.#refuse({ code: "reference.limit", message: `it leads to more than ${maxDepth} levels` }, path, place);
      return null;
    }
    if (this.#values > maxNodes) {
      const message = `with all that its references lead to, the operation has more than ${maxNodes.toLocaleString("en")} values`;
      const hint = "operations of a dag that run the same component share it by `dagRef`";
      this.#refuse({ code: "reference.limit", message, hint }, path, place);
      return null;
    }
    this.resolved.push(path);
    return component;
  }

  async #read(
    kind: ReferenceKind,
    reference: string,
    path: SpecPath,
    place: Place & { readonly at: object },
  ): Promise<Component | null> {
    const refuse = (code: ReferenceProblem["code"], message: string): null => {
      this.#refuse({ code, message }, path, place);
      return null;
    };
    if (this.issues.length >= MAX_ISSUES) return null;
    if (place.chain.length > MAX_DEPTH) return refuse("reference.limit", `more than ${MAX_DEPTH} references deep`);
    if (this.#deadline?.aborted === true)
      return refuse("reference.limit", "what is referred to answers too slowly, all together");
    this.#reads += 1;
    if (this.#reads > MAX_READS) {
      if (this.#reads > MAX_READS + 1) return null;
      return refuse("reference.limit", `more than ${MAX_READS} different references`);
    }
    const referred = await this.#readers[kind](reference, place.origin);
    if (!referred.ok) {
      this.#refuse(referred.problem, path, place);
      return null;
    }
    const { text } = referred;
    if (place.chain.includes(text.identity))
      return refuse("reference.cycle", `\`${kind}: ${reference}\` leads back to itself`);
    this.#bytes += text.bytes.length;
    if (this.#bytes > MAX_BYTES) return refuse("reference.limit", "its references lead to more than 5 MB");
    const component = this.#componentOf(text, path, place);
    if (component === null) return null;
    const inside = { origin: text.origin, chain: [...place.chain, text.identity], at: place.at };
    const told = this.issues.length;
    const whole = await this.component(component, [...path.slice(0, -1), "component"], inside);
    return this.issues.length === told ? whole : null;
  }

  #componentOf({ bytes, filename }: ReferredText, path: SpecPath, place: Place): Component | null {
    const read = readPolyaxonfile({ bytes, filename });
    if (!read.ok) {
      for (const { column, expected, hint, line, message, path: inner } of read.issues.slice(0, MAX_ISSUES)) {
        const where = inner.length === 0 ? "" : `${pathText(inner)}: `;
        const wanted = expected === undefined ? "" : `, expected ${expected}`;
        this.#refuse(
          {
            code: "reference.component",
            message: `${filename}:${line}:${column}: ${where}${message}${wanted}`,
            ...(hint === undefined ? {} : { hint }),
          },
          path,
          place,
        );
      }
      return null;
    }
    if (read.document.kind === "component") return read.document;
    const message = `${filename}: expected a component, found \`kind: ${read.document.kind}\``;
    const hint = "what is referred to is a component; params, matrix and the like stand beside the reference";
    this.#refuse({ code: "reference.component", message, hint }, path, place);
    return null;
  }

  #refuse({ code, hint, message }: ReferenceProblem, path: SpecPath, { at }: Place): void {
    if (this.issues.length >= MAX_ISSUES) return;
    const isNested = at?.trail.includes(" -> ") === true;
    this.issues.push({
      code,
      category: "polyaxonfile",
      path: at?.path ?? path,
      message: isNested ? `${at.trail}: ${message}` : message,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

const NO_DAG = (name: string): ReferenceProblem => ({
  code: "reference.refused",
  message: `\`dagRef: ${name}\` names a component of a dag, and this operation is in none`,
  hint: "put the component into the file (`component`), or beside it (`pathRef`)",
});

import { isAlias, isMap, isNode, isScalar, isSeq, type ParsedNode, type Scalar, type YAMLMap } from "yaml";
import type { Position, SpecPath } from "../issues/issue.ts";
import type { DocumentProblem } from "./document-problem.ts";
import { MAX_KEY_CHARACTERS, type ReadLimits } from "./limits.ts";
import { NodePlaces } from "./node-places.ts";
import { resolvePlain } from "./plain-scalars.ts";
import { MOST_SURPRISES, type Surprise, surpriseOf } from "./surprising-scalars.ts";
import { tooDeep, tooManyValues, type YamlDocument } from "./yaml-document.ts";

/** A document as plain data, with the place of each of its values. */
export interface DocumentTree {
  readonly value: unknown;
  readonly places: NodePlaces;
  readonly errors: readonly DocumentProblem[];
  readonly warnings: readonly DocumentProblem[];
  /** Plain scalars that are not read as they look, in the order of the text. */
  readonly surprises: readonly Surprise[];
}

/**
 * Turns a syntax tree into plain data. Aliases share the value of their anchor, so nothing is ever multiplied in memory; what
 * they would repeat is still counted, because readers of the data walk all of it. Merge keys are applied as YAML 1.1 says.
 */
export function documentTree(document: YamlDocument, limits: ReadLimits): DocumentTree {
  const builder = new TreeBuilder(document, limits);
  const value = builder.build();
  return {
    value,
    places: builder.places,
    errors: builder.errors,
    warnings: builder.warnings,
    surprises: builder.surprises,
  };
}

/** A value with what it weighs: how many nodes it stands for, and how many levels it is deep. */
interface Built {
  readonly value: unknown;
  readonly nodes: number;
  readonly depth: number;
}

const NOTHING: Built = { value: null, nodes: 1, depth: 0 };
const STANDARD_TAG = "tag:yaml.org,2002:";

class TreeBuilder {
  readonly errors: DocumentProblem[] = [];
  readonly warnings: DocumentProblem[] = [];
  readonly surprises: Surprise[] = [];
  readonly places: NodePlaces;
  /** Finished anchors; null while one is being built, which is how an alias inside itself is noticed. */
  readonly #anchors = new Map<string, { readonly node: ParsedNode; built: Built | null }>();
  readonly #path: (string | number)[] = [];
  readonly #document: YamlDocument;
  readonly #limits: ReadLimits;
  #nodes = 0;
  #tooMany = false;

  constructor(document: YamlDocument, limits: ReadLimits) {
    this.#document = document;
    this.#limits = limits;
    this.places = new NodePlaces(document.root, document.positionAt);
  }

  build(): unknown {
    return this.#build(this.#document.root).value;
  }

  #build(node: ParsedNode | null): Built {
    if (!isNode(node) || this.#tooMany) return NOTHING;
    if (isAlias(node)) return this.#follow(node.source, node);
    const anchor = node.anchor === undefined ? undefined : { node, built: null as Built | null };
    if (anchor !== undefined) this.#anchors.set(node.anchor!, anchor);
    this.#count(1, node);
    const built = isMap(node) ? this.#mapping(node) : isSeq(node) ? this.#list(node.items, node) : this.#scalar(node);
    if (anchor !== undefined) anchor.built = built;
    return built;
  }

  #follow(name: string, alias: ParsedNode): Built {
    const anchor = this.#anchors.get(name);
    if (anchor === undefined || anchor.built === null) {
      const message =
        anchor === undefined
          ? `the alias \`*${name}\` names no anchor before it`
          : `the alias \`*${name}\` contains itself`;
      this.#error("PLX-108", message, alias);
      return NOTHING;
    }
    this.#count(anchor.built.nodes, alias);
    if (this.#path.length + anchor.built.depth > this.#limits.maxDepth)
      this.#error("PLX-106", tooDeep(this.#limits.maxDepth), alias);
    this.places.link(alias, anchor.node);
    return anchor.built;
  }

  #list(items: readonly ParsedNode[], node: ParsedNode): Built {
    this.#checkTag(node, ["seq"]);
    let nodes = 1;
    let depth = 0;
    const value = items.map((item, index) => {
      const built = this.#within(index, () => this.#build(item));
      nodes += built.nodes;
      depth = Math.max(depth, built.depth);
      return built.value;
    });
    return { value, nodes, depth: depth + 1 };
  }

  #mapping(node: YAMLMap.Parsed): Built {
    this.#checkTag(node, ["map"]);
    const value: Record<string, unknown> = {};
    const seen = new Map<string, ParsedNode>();
    const merged: Built[] = [];
    let nodes = 1;
    let depth = 0;
    for (const { key, value: child } of node.items) {
      if (isMergeKey(key)) {
        merged.push(...this.#mergeSources(child, node));
        continue;
      }
      const name = this.#keyName(key, node);
      if (name === undefined) continue;
      const first = seen.get(name);
      if (first !== undefined) this.#duplicate(name, first, key);
      else seen.set(name, key);
      const built = this.#within(name, () => this.#build(child));
      value[name] = built.value;
      nodes += built.nodes + 1;
      depth = Math.max(depth, built.depth);
    }
    for (const source of merged) {
      for (const [name, inherited] of Object.entries(source.value as object)) {
        if (!Object.hasOwn(value, name)) value[name] = inherited;
      }
      nodes += source.nodes;
      depth = Math.max(depth, source.depth - 1);
    }
    return { value, nodes, depth: depth + 1 };
  }

  /** The mappings that `<<` names; the first that has a key wins. */
  #mergeSources(child: unknown, into: ParsedNode): readonly Built[] {
    const node = child as ParsedNode | null;
    if (isSeq(node)) this.#checkTag(node, ["seq"]);
    const items = isSeq(node) ? node.items : [node];
    return items.flatMap((item) => {
      const built = this.#within("<<", () => this.#build(item));
      if (built.value === null || typeof built.value !== "object" || Array.isArray(built.value)) {
        this.#error("PLX-112", "the merge key `<<` needs a mapping, or a list of mappings", isNode(item) ? item : into);
        return [];
      }
      if (item !== null) this.places.inherit(into, item);
      return [built];
    });
  }

  #keyName(key: ParsedNode | null, mapping: ParsedNode): string | undefined {
    const node = isAlias(key) ? (this.#anchors.get(key.source)?.node ?? null) : key;
    if (!isScalar(node)) {
      this.#error("PLX-112", "a key must be text", key ?? mapping);
      return undefined;
    }
    if (key !== null && !isAlias(key) && key.anchor !== undefined) this.#build(key);
    this.#count(1, key ?? mapping);
    const name = String(node.value);
    if (name.length > MAX_KEY_CHARACTERS) {
      this.#error(
        "PLX-112",
        `a key has at most ${MAX_KEY_CHARACTERS} characters, found ${name.length}`,
        key ?? mapping,
      );
      return undefined;
    }
    if (name === "__proto__") {
      this.#error("PLX-112", "`__proto__` is not usable as a key", key ?? mapping);
      return undefined;
    }
    return name;
  }

  #scalar(node: ParsedNode): Built {
    if (!isScalar(node)) return NOTHING;
    // The parser makes dates and bytes of what is tagged so; only its text counts here.
    const text = withoutMadeBreak(typeof node.value === "string" ? node.value : node.source, node, this.#document);
    const isPlain = node.type === "PLAIN";
    const tag =
      node.tag === undefined || !node.tag.startsWith(STANDARD_TAG) ? node.tag : node.tag.slice(STANDARD_TAG.length);
    if (tag === "str" || tag === "!" || (tag === undefined && !isPlain)) return { value: text, nodes: 1, depth: 0 };
    if (tag !== undefined && !SCALAR_TAGS.has(tag)) {
      this.#error("PLX-111", `the tag \`${node.tag}\` is not supported`, node);
      return NOTHING;
    }
    const plain = resolvePlain(text);
    if (plain.kind === "invalid") {
      this.#error("PLX-104", plain.message, node, "quote it if it is text");
      return NOTHING;
    }
    if (tag !== undefined && tag !== plain.kind && !(tag === "float" && plain.kind === "int")) {
      this.#error("PLX-111", `\`${text}\` does not fit its tag \`${tag}\``, node);
    }
    if (plain.inexact === true) {
      this.warnings.push({ ...inexactNumber(text), path: [...this.#path], ...this.places.of(node) });
    }
    const as = tag === undefined ? surpriseOf(text, plain) : null;
    if (as !== null && this.surprises.length < MOST_SURPRISES)
      this.surprises.push({ path: [...this.#path], text, value: plain.value, as });
    return { value: plain.value, nodes: 1, depth: 0 };
  }

  #within(step: string | number, build: () => Built): Built {
    this.#path.push(step);
    const built = build();
    this.#path.pop();
    return built;
  }

  #checkTag(node: ParsedNode, allowed: readonly string[]): void {
    if (node.tag === undefined || node.tag === "!" || allowed.includes(node.tag.slice(STANDARD_TAG.length))) return;
    this.#error("PLX-111", `the tag \`${node.tag}\` is not supported`, node);
  }

  #duplicate(name: string, first: ParsedNode, second: ParsedNode): void {
    const before: Position = this.places.of(first);
    const here = this.places.of(second);
    const column =
      before.line === here.line ? `, columns ${before.column} and ${here.column}` : ` and on line ${here.line}`;
    const message = `\`${name}\` is written twice: on line ${before.line}${column}`;
    const related = [{ ...before, message: "first written here" }];
    this.errors.push({
      code: "PLX-105",
      message,
      path: [...this.#path, name],
      ...here,
      related,
      hint: "keep one of them",
    });
  }

  #count(nodes: number, at: ParsedNode): void {
    this.#nodes += nodes;
    if (this.#nodes <= this.#limits.maxSlowNodes || this.#tooMany) return;
    this.#tooMany = true;
    const { code, hint, message } = tooManyValues(this.#limits);
    this.#error(code, message, at, hint);
  }

  #error(code: DocumentProblem["code"], message: string, at: ParsedNode, hint?: string): void {
    const path: SpecPath = [...this.#path];
    this.errors.push({ code, message, path, ...this.places.of(at), ...(hint === undefined ? {} : { hint }) });
  }
}

/** What is told of a whole number that is read as the nearest one there is. */
export const inexactNumber = (text: string): Pick<DocumentProblem, "code" | "message" | "hint"> => ({
  code: "PLX-903",
  message: `the whole number ${text.slice(0, 40)} is too large to be kept exactly`,
  hint: "quote it if it is text",
});

/** The parser ends a block's last line with a line break also where the text just ends; PyYAML does not. */
function withoutMadeBreak(text: string, { range, type }: Scalar.Parsed, { openEnd }: YamlDocument): string {
  const isBlock = type === "BLOCK_LITERAL" || type === "BLOCK_FOLDED";
  return isBlock && openEnd !== null && range[1] >= openEnd && text.endsWith("\n") ? text.slice(0, -1) : text;
}

const SCALAR_TAGS: ReadonlySet<string> = new Set(["null", "bool", "int", "float", "timestamp"]);

const isMergeKey = (key: unknown): boolean =>
  isScalar(key) && key.value === "<<" && key.type === "PLAIN" && key.tag === undefined;

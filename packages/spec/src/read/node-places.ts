import { isAlias, isMap, isScalar, isSeq, type ParsedNode } from "yaml";
import type { Position, SpecPath } from "../issues/issue.ts";
import { snakeCase } from "../schema/section.ts";

/** Where the values of a document stand in its text. */
export interface Places {
  /**
   * The place of the value at a path, or of the nearest value around it when the path leads nowhere (short forms are read into
   * mappings that the text does not have). Keys are found in either spelling.
   */
  find(path: SpecPath): Found;
}

export interface Found {
  readonly exact: boolean;
  readonly value: Position;
  readonly key: Position;
  /** What is written there, when it is a scalar without quotes. */
  readonly plain?: string;
}

/** The places of a syntax tree. */
export class NodePlaces implements Places {
  readonly #root: ParsedNode | null;
  readonly #positionAt: (offset: number) => Position;
  readonly #targets = new Map<ParsedNode, ParsedNode>();
  readonly #inherited = new Map<ParsedNode, ParsedNode[]>();

  constructor(root: ParsedNode | null, positionAt: (offset: number) => Position) {
    this.#root = root;
    this.#positionAt = positionAt;
  }

  /** Remembers what an alias stands for. */
  link(alias: ParsedNode, target: ParsedNode): void {
    this.#targets.set(alias, target);
  }

  /** Remembers that a mapping takes keys from another by `<<`. */
  inherit(mapping: ParsedNode, from: ParsedNode): void {
    const sources = this.#inherited.get(mapping) ?? [];
    sources.push(from);
    this.#inherited.set(mapping, sources);
  }

  of(node: ParsedNode): Position {
    return this.#positionAt(node.range[0]);
  }

  find(path: SpecPath): Found {
    let node = this.#root;
    let key: ParsedNode | null = null;
    for (const step of path) {
      const next = this.#step(node, step);
      if (next === undefined) return this.#found(false, node, key);
      [key, node] = [next.key ?? next.value, next.value];
    }
    return this.#found(true, node, key);
  }

  #found(exact: boolean, node: ParsedNode | null, key: ParsedNode | null): Found {
    const start = this.#positionAt(0);
    const keyPosition = key === null ? (node === null ? start : this.of(node)) : this.of(key);
    const plain = isScalar(node) && node.type === "PLAIN" ? { plain: String(node.value) } : {};
    return { exact, value: node === null ? keyPosition : this.of(node), key: keyPosition, ...plain };
  }

  #step(
    around: ParsedNode | null,
    step: string | number,
  ): { key: ParsedNode | null; value: ParsedNode | null } | undefined {
    const node = around !== null && isAlias(around) ? (this.#targets.get(around) ?? null) : around;
    if (isSeq(node) && typeof step === "number") {
      const item = node.items[step];
      return item === undefined ? undefined : { key: null, value: item };
    }
    if (!isMap(node)) return undefined;
    const name = String(step);
    const pairs = node.items;
    const found =
      pairs.findLast((pair) => keyText(pair.key) === name) ??
      pairs.find((pair) => keyText(pair.key) === snakeCase(name));
    if (found !== undefined) return { key: found.key, value: found.value };
    for (const source of this.#inherited.get(node) ?? []) {
      const inherited = this.#step(source, step);
      if (inherited !== undefined) return inherited;
    }
    return undefined;
  }
}

const keyText = (key: unknown): string | undefined => (isScalar(key) ? String(key.value) : undefined);

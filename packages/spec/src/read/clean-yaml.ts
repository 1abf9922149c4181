import {
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
} from "js-yaml";
import type { ReadLimits } from "./limits.ts";
import { resolvePlain } from "./plain-scalars.ts";
import { surpriseOf } from "./surprising-scalars.ts";

/**
 * Parses YAML that needs none of the full reader's care, or returns undefined: not well-formed, more than one document, anchors,
 * tags, explicit keys, a key written twice, a number that is not kept exactly, and whatever else the full reader says something
 * about. It gives no positions and costs a fifth of the full reader, which is asked where positions are needed.
 */
export function parseCleanYaml(text: string, limits: ReadLimits): { readonly value: unknown } | undefined {
  if (text.length > MAX_CHARACTERS || SPECIAL.test(text)) return undefined;
  try {
    const builder = new Builder(text, parseEvents(text, { maxDepth: Math.min(limits.maxDepth, MAX_DEPTH) }), limits);
    return builder.document();
  } catch {
    return undefined;
  }
}

/** Larger texts are rare, and their events would take much memory at once. */
const MAX_CHARACTERS = 200_000;
const MAX_DEPTH = 50;
/** Where the two parsers are known to differ, or where this one reads ahead and back: properties, aliases, `?`, directives, odd white space. */
const SPECIAL =
  /[\t\r\u0085\u00A0\u2028\u2029\uFEFF]|(?:^|[\s,[{:-])[&*!?%](?!\})|[|>][+-]?\d|(?<=\n)---|^\.\.\.|---(?!\n)/m;

/** What makes the clean parser give up. */
class Unclean extends Error {}

class Builder {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #limits: ReadLimits;
  #next = 0;
  #nodes = 0;

  constructor(text: string, events: readonly Event[], limits: ReadLimits) {
    this.#text = text;
    this.#events = events;
    this.#limits = limits;
  }

  document(): { readonly value: unknown } {
    if (this.#take().type !== EVENT_ID.DOCUMENT) throw new Unclean();
    const root = this.#take();
    if (root.type !== EVENT_ID.MAPPING) throw new Unclean();
    const value = this.#value(root);
    if (this.#take().type !== EVENT_ID.POP || this.#next < this.#events.length) throw new Unclean();
    return { value };
  }

  #value(event: Event): unknown {
    if (++this.#nodes > this.#limits.maxNodes) throw new Unclean();
    switch (event.type) {
      case EVENT_ID.SCALAR:
        return this.#scalar(event);
      case EVENT_ID.SEQUENCE:
        return this.#list();
      case EVENT_ID.MAPPING:
        return this.#mapping(event.style === COLLECTION_STYLE.BLOCK);
      default:
        throw new Unclean();
    }
  }

  #list(): unknown[] {
    const list: unknown[] = [];
    for (let event = this.#take(); event.type !== EVENT_ID.POP; event = this.#take()) list.push(this.#value(event));
    return list;
  }

  #mapping(isBlock: boolean): Record<string, unknown> {
    const mapping: Record<string, unknown> = {};
    for (let event = this.#take(); event.type !== EVENT_ID.POP; event = this.#take()) {
      if (event.type !== EVENT_ID.SCALAR || ++this.#nodes > this.#limits.maxNodes) throw new Unclean();
      if (!event.fast || (isBlock && !this.#opensLine(event))) throw new Unclean();
      const key = this.#textOf(event);
      if (key === "<<" || key === "__proto__" || Object.hasOwn(mapping, key)) throw new Unclean();
      mapping[key] = this.#value(this.#take());
    }
    return mapping;
  }

  #scalar(event: ScalarEvent): unknown {
    const text = this.#textOf(event);
    if (event.style !== SCALAR_STYLE.PLAIN) return text;
    const plain = resolvePlain(text);
    if (plain.kind === "invalid" || plain.inexact === true || surpriseOf(text, plain) !== null) throw new Unclean();
    return plain.value;
  }

  #textOf(event: ScalarEvent): string {
    return event.valueStart === -1 ? "" : getScalarValue(this.#text, event);
  }

  /** After a collection in brackets the parser lets another entry begin on the same line. */
  #opensLine({ valueStart, style }: ScalarEvent): boolean {
    let at = valueStart - (style === SCALAR_STYLE.PLAIN ? 1 : 2);
    while (this.#text[at] === " " || this.#text[at] === "-") at -= 1;
    return at < 0 || this.#text[at] === "\n";
  }

  #take(): Event {
    const event = this.#events[this.#next++];
    if (event === undefined) throw new Unclean();
    return event;
  }
}

import type { JsonObject } from "@polyaxon/orchestrator";
import { RecentDocuments } from "./recent-documents.ts";
import { parseJson, readObject, storedJson } from "../json.ts";

/**
 * The JSON documents of one draft, by their texts. A document of a thousand values takes 0.3 ms to read and as long to write, so
 * each is read once at most, and one that was made here never.
 */
export class DraftDocuments {
  readonly #read = new Map<string, JsonObject | null>();
  #merge: { readonly from: string | null; readonly to: string; readonly changed: number } | null = null;

  /** Not to be changed. Null for one that is damaged. */
  readonly read = (text: string): JsonObject | null => {
    const known = this.#read.get(text);
    if (known !== undefined) return known;
    const object = recent.take(text) ?? readObject(text);
    this.#read.set(text, object);
    return object;
  };

  /**
   * The text of a document with these fields added, in the place of those of the same names.
   *
   * @throws SyntaxError when the stored one is no JSON; one that is no object gives way
   */
  merge(stored: string | null, added: JsonObject): string {
    const known = stored === null ? null : this.read(stored);
    if (stored !== null && known === null) parseJson(stored);
    if (stored !== null) this.#read.delete(stored);
    const own = known ?? {};
    const changed = addFields(own as Record<string, unknown>, added);
    // What was read of a text needs none of the rules.
    const { asIs, text } = storedJson(own, added);
    if (asIs) this.#read.set(text, own);
    this.#merge = { from: stored, to: text, changed };
    return text;
  }

  /** The draft is stored: these of its documents will be read again when it is changed next. Nothing is read of them here then. */
  leave(texts: readonly (string | null)[]): void {
    for (const text of texts) {
      const object = text === null ? null : this.#read.get(text);
      if (text !== null && object) recent.give(text, object);
    }
    this.#read.clear();
  }

  /** How many fields of the later document are others than those of the earlier one, or are there in one of them only. */
  changed(earlier: string | null, later: string | null): number {
    if (earlier === later) return 0;
    if (earlier === this.#merge?.from && later === this.#merge.to) return this.#merge.changed;
    const before = (earlier === null ? null : this.read(earlier)) ?? {};
    const after = (later === null ? null : this.read(later)) ?? {};
    let count = 0;
    for (const name of Object.keys(after)) if (before[name] !== after[name]) count += 1;
    for (const name of Object.keys(before)) if (!Object.hasOwn(after, name)) count += 1;
    return count;
  }
}

/** A million characters hold the documents of thirty runs that log a thousand metrics each. */
const recent = new RecentDocuments(1_000_000);

/** How many of the fields are others than before. */
function addFields(object: Record<string, unknown>, added: JsonObject): number {
  let changed = 0;
  for (const name of Object.keys(added)) {
    const value = added[name];
    if (object[name] === value && value !== undefined) continue;
    changed += 1;
    // Assigned, a field of that name would be the object's prototype instead.
    if (name === "__proto__")
      Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
    else object[name] = value;
  }
  return changed;
}

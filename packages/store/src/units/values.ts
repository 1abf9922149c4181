import type { Kysely } from "kysely";
import type { JsonObject } from "@polyaxon/orchestrator";
import { cleanText, readObject, readTexts } from "../json.ts";
import { type RunRow, unreadableOf } from "../rows/run-row.ts";
import type { RunValuesTable, Tables } from "../schema/tables.ts";
import { statement } from "../statement.ts";
import type { UnitScope } from "./scope.ts";

/** Keys of one run that can be filtered and sorted by; the document keeps the rest. */
export const MAX_INDEXED_KEYS = 1000;
/** Characters of a text value and of a tag that are indexed; a key with more is not. Postgres bounds the entries of indexes. */
export const INDEXED_TEXT = 256;

export type Scalar = Pick<RunValuesTable, "type" | "number" | "text">;
type Documents = Pick<RunRow, "inputs" | "outputs" | "meta_info">;
type ReadDocument = (text: string) => JsonObject | null;

const NO_DOCUMENTS: Documents = { inputs: null, outputs: null, meta_info: "{}" };

/** How a scalar is indexed; null for lists, objects and null, which only the document keeps. */
export function indexedScalar(value: unknown): Scalar | null {
  if (typeof value === "boolean") return { type: 1, number: Number(value), text: "" };
  if (typeof value === "number") return { type: 2, number: value, text: "" };
  if (typeof value === "string") return { type: 3, number: 0, text: indexedText(value) };
  return null;
}

/** Cut between characters, never inside one. */
export const indexedText = (text: string): string =>
  text.length <= INDEXED_TEXT ? text : [...text.slice(0, INDEXED_TEXT * 2)].slice(0, INDEXED_TEXT).join("");

/** What of a run's documents is indexed, in order; nothing of one that cannot be read. */
export function* scalarsOf(
  documents: Documents,
  read: ReadDocument = readObject,
): Generator<readonly [scope: string, name: string, scalar: Scalar]> {
  let left = MAX_INDEXED_KEYS;
  for (const [scope, text] of [
    ["inputs", documents.inputs],
    ["outputs", documents.outputs],
    ["meta", documents.meta_info],
  ] as const) {
    if (text === null || text === "{}") continue;
    for (const [name, value] of Object.entries(read(text) ?? {})) {
      const scalar = indexedScalar(value);
      if (scalar === null || name.length > INDEXED_TEXT) continue;
      if (left-- === 0) return;
      yield [scope, cleanText(name), scalar];
    }
  }
}

/** A value by the name of its key. */
interface Keyed {
  readonly run: number;
  readonly scope: string;
  readonly name: string;
}
interface KeyedScalar extends Keyed, Scalar {
  readonly project: number;
}

/*
 * Keys are named, not asked for first: none of these statements answers anything, so that all that a run's documents say
 * differently is written without waiting, and where that is quicker as one statement of each kind.
 */
const insertKey = statement<Omit<Keyed, "run">>(
  // Two runs may bring the same new key.
  { by: ["scope", "name"], combine: (earlier) => earlier },
  (db, p) =>
    db
      .insertInto("value_keys")
      .values({ scope: p.scope, name: p.name })
      .onConflict((conflict) => conflict.columns(["scope", "name"]).doNothing()),
);
const keyOf = (db: Kysely<Tables>, { name, scope }: Readonly<Omit<Keyed, "run">>) =>
  db.selectFrom("value_keys").select("id").where("scope", "=", scope).where("name", "=", name);
const insertValue = statement<KeyedScalar>({ by: ["run", "scope", "name"] }, (db, p) =>
  db.insertInto("run_values").values({
    project_id: p.project,
    key_id: keyOf(db, p),
    type: p.type,
    number: p.number,
    text: p.text,
    run_id: p.run,
  }),
);
const updateValue = statement<KeyedScalar>({ by: ["run", "scope", "name"] }, (db, p) =>
  db
    .updateTable("run_values")
    .set({ project_id: p.project, type: p.type, number: p.number, text: p.text })
    .where("run_id", "=", p.run)
    .where("key_id", "=", keyOf(db, p)),
);
const deleteValue = statement<Keyed>({ by: ["run", "scope", "name"] }, (db, p) =>
  db.deleteFrom("run_values").where("run_id", "=", p.run).where("key_id", "=", keyOf(db, p)),
);

const DOCUMENT_SCOPES = ["inputs", "outputs", "meta"] as const;
const deleteDocumentValues = statement<{ run: number }>((db, p) =>
  db
    .deleteFrom("run_values")
    .where("run_id", "=", p.run)
    .where("key_id", "in", (eb) => eb.selectFrom("value_keys").select("id").where("scope", "in", DOCUMENT_SCOPES)),
);
const selectDocumentValues = statement<{ run: number }, Scalar & { scope: string; name: string }>(
  { by: ["run"] },
  (db, p) =>
    db
      .selectFrom("run_values as v")
      .innerJoin("value_keys as k", "k.id", "v.key_id")
      .select(["k.scope", "k.name", "v.type", "v.number", "v.text"])
      .where("v.run_id", "=", p.run)
      .where("k.scope", "in", DOCUMENT_SCOPES),
);

/** What is indexed of one key of a run, and what is to be; null: nothing. */
export interface ValueChange {
  readonly scope: string;
  readonly name: string;
  readonly before: Scalar | null;
  readonly after: Scalar | null;
}

/** Writes the differences, each kind of them in one go. No key may come twice. */
export async function writeValues(
  scope: UnitScope,
  run: { readonly id: number; readonly project_id: number },
  changes: readonly ValueChange[],
): Promise<void> {
  const gone: Keyed[] = [];
  const other: KeyedScalar[] = [];
  const added: KeyedScalar[] = [];
  for (const { after, before, ...key } of changes) {
    if (after === null) {
      if (before !== null) gone.push({ run: run.id, ...key });
    } else if (before === null || !sameScalar(before, after))
      (before === null ? added : other).push({ run: run.id, project: run.project_id, ...key, ...after });
  }
  // In one order: where others make the same keys, each waits for another at most once.
  added.sort((a, b) => (a.scope === b.scope ? compare(a.name, b.name) : compare(a.scope, b.scope)));
  for (const value of gone) await deleteValue(scope, value);
  for (const value of other) await updateValue(scope, value);
  for (const value of added) await insertKey(scope, value);
  for (const value of added) await insertValue(scope, value);
}

const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);

/** Brings the indexed values from what `before` says to what `after` says; writes only differences. */
export async function indexValues(
  scope: UnitScope,
  run: { id: number; project_id: number },
  before: Documents | null,
  after: Documents,
  read: ReadDocument = readObject,
): Promise<void> {
  // What is indexed of a document that cannot be read any more is known to the index alone.
  const isDamaged = before !== null && unreadableOf({ ...before, tags: "[]" }, read).length > 0;
  if (isDamaged) await deleteDocumentValues(scope, { run: run.id });
  const old = isDamaged ? NO_DOCUMENTS : (before ?? NO_DOCUMENTS);
  if (!isDamaged && sameDocuments(old, after)) return;
  await writeValues(scope, run, differences(scalarsOf(old, read), scalarsOf(after, read)));
}

/** The same from what is indexed, whatever the documents were then. */
export async function indexAnew(
  scope: UnitScope,
  run: { readonly id: number; readonly project_id: number },
  documents: Documents,
): Promise<void> {
  let indexed = (await selectDocumentValues(scope, { run: run.id })).map(
    ({ name, scope: area, ...scalar }) => [area, name, scalar] as const,
  );
  // Of a key with two values, which a server of an earlier version may have left, neither is known to be the one to change.
  if (new Set(indexed.map(([area, name]) => `${area}.${name}`)).size < indexed.length) {
    await deleteDocumentValues(scope, { run: run.id });
    indexed = [];
  }
  await writeValues(scope, run, differences(indexed, scalarsOf(documents)));
}

type Scalars = Iterable<readonly [scope: string, name: string, scalar: Scalar]>;

function differences(before: Scalars, after: Scalars): readonly ValueChange[] {
  const changes = new Map<string, ValueChange>();
  for (const [scope, name, scalar] of before)
    changes.set(`${scope}.${name}`, { scope, name, before: scalar, after: null });
  for (const [scope, name, scalar] of after) {
    const path = `${scope}.${name}`;
    changes.set(path, { scope, name, before: changes.get(path)?.before ?? null, after: scalar });
  }
  return [...changes.values()];
}

export const sameDocuments = (a: Documents, b: Documents): boolean =>
  a.inputs === b.inputs && a.outputs === b.outputs && a.meta_info === b.meta_info;

export const sameScalar = (a: Scalar, b: Scalar): boolean =>
  a.type === b.type && a.number === b.number && a.text === b.text;

const insertTag = statement<{ project: number; tag: string; run: number }>({ by: ["run", "tag"] }, (db, p) =>
  db.insertInto("run_tags").values({ project_id: p.project, tag: p.tag, run_id: p.run }),
);
const deleteTag = statement<{ project: number; tag: string; run: number }>({ by: ["run", "tag"] }, (db, p) =>
  db.deleteFrom("run_tags").where("project_id", "=", p.project).where("tag", "=", p.tag).where("run_id", "=", p.run),
);

/** What of a run's JSON list of tags is indexed; nothing of one that cannot be read. */
export const indexedTags = (json: string): ReadonlySet<string> => new Set((readTexts(json) ?? []).map(indexedText));

export const deleteTags = statement<{ run: number }>((db, p) => db.deleteFrom("run_tags").where("run_id", "=", p.run));

/** `before` and `after` are the run's JSON lists. */
export async function indexTags(
  scope: UnitScope,
  run: { id: number; project_id: number },
  before: string | null,
  after: string,
): Promise<void> {
  if (before === after) return;
  if (before !== null && readTexts(before) === null) await deleteTags(scope, { run: run.id });
  const old = indexedTags(before ?? "[]");
  const tags = indexedTags(after);
  for (const tag of old) if (!tags.has(tag)) await deleteTag(scope, { project: run.project_id, tag, run: run.id });
  for (const tag of tags) if (!old.has(tag)) await insertTag(scope, { project: run.project_id, tag, run: run.id });
}

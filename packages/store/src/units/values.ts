import { cleanText, readObject, readTexts } from "../json.ts";
import { type RunRow, unreadableOf } from "../rows/run-row.ts";
import type { RunValuesTable } from "../schema/tables.ts";
import { statement } from "../statement.ts";
import type { UnitScope } from "./scope.ts";

/** Keys of one run that can be filtered and sorted by; the document keeps the rest. */
export const MAX_INDEXED_KEYS = 1000;
/** Characters of a text value and of a tag that are indexed; a key with more is not. Postgres bounds the entries of indexes. */
export const INDEXED_TEXT = 256;

export type Scalar = Pick<RunValuesTable, "type" | "number" | "text">;
type Documents = Pick<RunRow, "inputs" | "outputs" | "meta_info">;

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
export function* scalarsOf(documents: Documents): Generator<readonly [scope: string, name: string, scalar: Scalar]> {
  let left = MAX_INDEXED_KEYS;
  for (const [scope, text] of [
    ["inputs", documents.inputs],
    ["outputs", documents.outputs],
    ["meta", documents.meta_info],
  ] as const) {
    if (text === null || text === "{}") continue;
    for (const [name, value] of Object.entries(readObject(text) ?? {})) {
      const scalar = indexedScalar(value);
      if (scalar === null || name.length > INDEXED_TEXT) continue;
      if (left-- === 0) return;
      yield [scope, cleanText(name), scalar];
    }
  }
}

const selectKey = statement<{ scope: string; name: string }, { id: number }>({ by: ["scope", "name"] }, (db, p) =>
  db.selectFrom("value_keys").select("id").where("scope", "=", p.scope).where("name", "=", p.name),
);
const insertKey = statement<{ scope: string; name: string }, { id: number }>((db, p) =>
  db
    .insertInto("value_keys")
    .values({ scope: p.scope, name: p.name })
    // Two transactions may meet here; a no-op update makes the loser read the winner's id.
    .onConflict((conflict) => conflict.columns(["scope", "name"]).doUpdateSet({ name: p.name }))
    .returning("id"),
);
export const insertValue = statement<RunValuesTable>({ by: ["run_id", "key_id", "type", "number", "text"] }, (db, p) =>
  db.insertInto("run_values").values({
    project_id: p.project_id,
    key_id: p.key_id,
    type: p.type,
    number: p.number,
    text: p.text,
    run_id: p.run_id,
  }),
);
export const deleteValue = statement<{ run: number; key: number }>({ by: ["run", "key"] }, (db, p) =>
  db.deleteFrom("run_values").where("run_id", "=", p.run).where("key_id", "=", p.key),
);

const deleteDocumentValues = statement<{ run: number }>((db, p) =>
  db
    .deleteFrom("run_values")
    .where("run_id", "=", p.run)
    .where("key_id", "in", (eb) =>
      eb.selectFrom("value_keys").select("id").where("scope", "in", ["inputs", "outputs", "meta"]),
    ),
);

/** Brings the indexed values from what `before` says to what `after` says; writes only differences. */
export async function indexValues(
  scope: UnitScope,
  run: { id: number; project_id: number },
  before: Documents | null,
  after: Documents,
): Promise<void> {
  // What is indexed of a document that cannot be read any more is known to the index alone.
  const isDamaged = before !== null && unreadableOf({ ...before, tags: "[]" }).length > 0;
  if (isDamaged) await deleteDocumentValues(scope, { run: run.id });
  const old = isDamaged ? NO_DOCUMENTS : (before ?? NO_DOCUMENTS);
  if (!isDamaged && old.inputs === after.inputs && old.outputs === after.outputs && old.meta_info === after.meta_info)
    return;
  const stored = new Map(
    [...scalarsOf(old)].map(([area, name, scalar]) => [`${area}.${name}`, { area, name, scalar }]),
  );
  for (const [area, name, scalar] of scalarsOf(after)) {
    const path = `${area}.${name}`;
    const known = stored.get(path);
    stored.delete(path);
    if (known !== undefined && sameScalar(known.scalar, scalar)) continue;
    const key = await valueKey(scope, area, name);
    if (known !== undefined) await deleteValue(scope, { run: run.id, key });
    await insertValue(scope, { project_id: run.project_id, key_id: key, run_id: run.id, ...scalar });
  }
  for (const { area, name } of stored.values())
    await deleteValue(scope, { run: run.id, key: await valueKey(scope, area, name) });
}

export const sameScalar = (a: Scalar, b: Scalar): boolean =>
  a.type === b.type && a.number === b.number && a.text === b.text;

/** The id of a key, made when there is none. */
export async function valueKey(scope: UnitScope, area: string, name: string): Promise<number> {
  const [known] = await selectKey(scope, { scope: area, name });
  if (known !== undefined) return known.id;
  const [made] = await insertKey(scope, { scope: area, name });
  if (made === undefined) throw new Error(`No id came back for the value key ${area}.${name}.`);
  return made.id;
}

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

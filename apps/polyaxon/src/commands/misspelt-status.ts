import { STATUS_WORDS, suggest } from "@polyaxon/spec";

/**
 * The words that a query takes for statuses and that are none: the server finds no run for them, as its Python clients expect, and a
 * person would believe that there is none.
 *
 * @returns one sentence for each word, at most three
 */
export function misspeltStatuses(query: string): readonly string[] {
  const asked = [...query.matchAll(CONDITION)].flatMap(([, words = ""]) => words.split("|").map((word) => word.trim()));
  const unknown = [...new Set(asked)].filter((word) => /^\w{1,40}$/.test(word) && !KNOWN.has(word));
  return unknown.slice(0, 3).map(sentence);
}

/** Up to what ends an operation: a comma, a bracket, AND, OR. Not the `status` of a longer name. */
const CONDITION = /(?<![\w.])status[ \t]*:[ \t]*~?((?:(?!\s(?:and|or)\b)[^,()])*)/gi;

/** `done` is a word of triggers: no run has it. */
const STATUSES = STATUS_WORDS.filter((word) => word !== "done");
/** Further words of queries: without a value, and no condition. */
const KNOWN: ReadonlySet<string> = new Set([...STATUSES, "nil", "_any_"]);

function sentence(word: string): string {
  const near = word === "done" ? "succeeded|failed|stopped|skipped" : suggest(word, STATUSES);
  return `no status is called "${word}": ${near === null ? `there are ${STATUSES.join(", ")}` : `did you mean ${near}?`}`;
}

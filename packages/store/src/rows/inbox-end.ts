import type { InboxEntry } from "@polyaxon/orchestrator";

/** Stands before the word of an end that is taken back. */
const TAKEN_BACK = "-";

/** How a child's end, or the end it takes back, is written in its parent's inbox. */
export const inboxWord = (status: string, takenBack: boolean): string =>
  takenBack ? `${TAKEN_BACK}${status}` : status;

export function inboxEnd(word: string): Pick<InboxEntry, "status" | "takenBack"> {
  if (!word.startsWith(TAKEN_BACK)) return { status: word as InboxEntry["status"] };
  return { status: word.slice(TAKEN_BACK.length) as InboxEntry["status"], takenBack: true };
}

import { fileURLToPath } from "node:url";
import type { SourcePlace } from "../program-answer.ts";

interface Failure {
  readonly message: string;
  readonly place?: SourcePlace;
  readonly hints?: readonly string[];
}

/** What went wrong in an author's program, and the author's line. */
export function placeOfError(error: unknown): Failure {
  if (!(error instanceof Error)) return { message: `it threw ${String(error)}` };
  const [first = ""] = error.message.split("\n");
  const message = `${error.name}: ${first.replace(LOADERS_PLACE, "")}`;
  const place = syntaxPlace(error) ?? framePlace(error.stack ?? "");
  const missing = /Cannot find package '([^']+)'/.exec(error.message)?.[1];
  const hints = missing === undefined ? [] : [`install it where the program stands: npm install ${missing}`];
  return { message, hints, ...(place === undefined ? {} : { place }) };
}

/** What `loader.ts` puts before the message of a file that it cannot read. */
const LOADERS_PLACE = /^(\/.+?):(\d+):(\d+): /;

/** Syntax errors have no frame: Node puts the place before the stack, our loader into the message. */
function syntaxPlace({ message, stack = "" }: Error): SourcePlace | undefined {
  const match = LOADERS_PLACE.exec(message) ?? /^(file:\/\/\S+?):(\d+)\n/.exec(stack);
  return match === null ? undefined : place(match[1]!, match[2]!, match[3] ?? "1");
}

/** The first frame in a file that is not ours. */
function framePlace(stack: string): SourcePlace | undefined {
  const own = fileURLToPath(new URL(".", import.meta.url));
  for (const match of stack.matchAll(/(?:\(|at (?:async )?)((?:file:\/\/)?\/[^\n()]+?):(\d+):(\d+)\)?$/gm)) {
    const found = place(match[1]!, match[2]!, match[3]!);
    if (!found.file.startsWith(own) && !found.file.includes("/node_modules/")) return found;
  }
  return undefined;
}

const place = (file: string, line: string, column: string): SourcePlace => ({
  file: file.startsWith("file:") ? fileURLToPath(file) : file,
  line: Number(line),
  column: Number(column),
});

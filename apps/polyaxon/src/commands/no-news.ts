import type { CompileIssue } from "@polyaxon/compiler";
import type { SpecPath } from "@polyaxon/spec";

/**
 * Whether an issue may only follow from what the reader refused: it is about a place that was left out of the file, or about
 * something that such a place may have decided.
 *
 * @param path the issue's, in the file
 */
export function isNoNews({ code }: CompileIssue, path: SpecPath, touched: readonly SpecPath[]): boolean {
  if (touched.some((each) => startsWith(each, path) || startsWith(path, each))) return true;
  const decided = DECIDED_BY.find(({ codes }) => codes.test(code))?.keys;
  if (decided === undefined) return false;
  return touched.some((each) => each.some((key) => decided.has(key)) || WHOLE.has(each.at(-1)));
}

/** Whether something that is laid over the file, a preset or words of the command line, may have decided it. */
export const isDecidedOver = ({ code }: Pick<CompileIssue, "code">): boolean =>
  /^(?:param|compile|dag\.(?:reference|type)$|advice\.(?:name|matrix|condition|idle)$)/.test(code);

/** What the codes of a family depend on: with something refused in there, what they say is a guess. */
const DECIDED_BY: readonly { readonly codes: RegExp; readonly keys: ReadonlySet<unknown> }[] = [
  {
    codes: /^(?:param|advice\.(?:name|matrix|condition|edge))\b|^dag\.(?:reference|type)$|^compile\.conditions$/,
    keys: new Set(["inputs", "outputs", "params", "matrix", "joins", "contexts"]),
  },
  {
    codes: /^(?:dag|advice\.(?:trigger|unused))\b/,
    keys: new Set(["dependencies", "events", "params", "name", "dagRef"]),
  },
];

/** What all of these depend on, when it is missing as a whole. */
const WHOLE: ReadonlySet<unknown> = new Set(["run", "component", "components", "operations"]);

const startsWith = (path: SpecPath, start: SpecPath): boolean => start.every((step, index) => path[index] === step);

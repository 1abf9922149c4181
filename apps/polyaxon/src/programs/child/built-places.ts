import { findSourceMap } from "node:module";
import { fileURLToPath } from "node:url";
import type { SourcePlace } from "../program-answer.ts";

/** Where our own code stands: the first frame outside of it is the author's. */
const OWN = new URL(".", import.meta.url).href;

/** Remembers, for each value that a builder makes, the line that called the builder. */
export function listenToBuilders(): (value: object) => SourcePlace | undefined {
  const made = new WeakMap<object, NodeJS.CallSite>();
  (globalThis as Record<symbol, unknown>)[Symbol.for("polyaxon.authoring.built")] = (value: object) => {
    const site = callSites().find((frame) => isAuthors(frame.getFileName()));
    if (site !== undefined) made.set(value, site);
  };
  return (value) => {
    const site = made.get(value);
    return site === undefined ? undefined : asWritten(site);
  };
}

const isAuthors = (file: string | null | undefined): boolean =>
  typeof file === "string" && !file.startsWith(OWN) && !file.startsWith("node:");

function callSites(): readonly NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = 12;
  Error.prepareStackTrace = (_, sites) => sites;
  const sites = new Error("never thrown").stack as unknown as readonly NodeJS.CallSite[];
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  return sites;
}

/** Back from what Node runs to what the author wrote. */
function asWritten(site: NodeJS.CallSite): SourcePlace {
  const url = site.getFileName() ?? "";
  const line = site.getLineNumber() ?? 1;
  const column = site.getColumnNumber() ?? 1;
  const file = url.startsWith("file:") ? fileURLToPath(url) : url;
  const entry = findSourceMap(url)?.findEntry(line - 1, column - 1);
  if (entry === undefined || !("originalLine" in entry)) return { file, line, column };
  return { file, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}

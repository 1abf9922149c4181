import type { Artifact, RunCalls } from "@polyaxon/client";
import { CliError } from "./cli-error.ts";

/** Where the content of an artifact lies in its run: files, or an event series together with the files that it names. */
export type LineageFile =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "events"; readonly of: string; readonly name: string };

/** Kinds of series whose rows name files. */
const WITH_FILES = new Set(["model", "dataframe", "audio", "video", "image", "csv", "tsv", "psv", "ssv", "artifact"]);

/**
 * The files of what a run has logged under these names and kinds.
 *
 * @throws CliError when nothing of the run is called so
 */
export async function lineageFiles(
  runs: RunCalls,
  uuid: string,
  asked: { readonly names: readonly string[]; readonly kinds: readonly string[] },
): Promise<readonly LineageFile[]> {
  const found: Artifact[] = [];
  for (;;) {
    const { results } = await runs.artifacts(uuid, { limit: 1000, offset: found.length, no_page: "true" });
    found.push(...results);
    if (results.length < 1000) break;
  }
  const fits = (words: readonly string[], word: string): boolean => words.length === 0 || words.includes(word);
  const fitting = found.filter(({ kind, name }) => fits(asked.names, name) && fits(asked.kinds, kind));
  if (fitting.length === 0) {
    const words = [...asked.names.map((name) => `name ${name}`), ...asked.kinds.map((kind) => `kind ${kind}`)];
    throw new CliError("notFound", `run ${uuid} has logged nothing of ${words.join(", ")}`, [
      `what it has logged: polyaxon ops artifacts -uid ${uuid}`,
    ]);
  }
  return fitting.map(fileOf).filter((file) => file !== null);
}

/** Null for what is only told of, such as a code reference. */
function fileOf({ kind, name, path, summary }: Artifact): LineageFile | null {
  const isEvent = summary?.["is_event"] === true || summary?.["step"] !== undefined;
  if (isEvent && WITH_FILES.has(kind)) return { kind: "events", of: kind, name };
  const stored = path ?? summary?.["path"];
  return typeof stored === "string" && stored !== "" && !/^\/|:\/\//.test(stored)
    ? { kind: "path", path: stored }
    : null;
}

import { readdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

const MOST_SHOWN = 5;

/** What to say beside a file that is not there: the one that was meant, or those that are. */
export async function nearFiles(cwd: string, filename: string): Promise<readonly string[]> {
  const folder = dirname(filename);
  const isProgram = /\.(?:py|m?[jt]s)$/i.test(filename);
  const names = await namesIn(resolve(cwd, folder), isProgram ? /\.(?:py|m?[jt]s)$/i : DOCUMENT);
  if (names === null) return [`there is no folder ${folder}`];
  if (names.length === 0) return [];
  // Loaded here because the package reads whole Polyaxonfiles and only this error needs it.
  const { suggest } = await import("@polyaxon/spec");
  const near = suggest(basename(filename), names);
  if (near !== null) return [`did you mean ${join(folder, near)}?`];
  return [`there ${names.length === 1 ? "is" : "are"} ${listed(folder, names)}`];
}

/** What to say beside a folder in place of a file. */
export async function filesIn(cwd: string, folder: string): Promise<readonly string[]> {
  const names = (await namesIn(resolve(cwd, folder), DOCUMENT)) ?? [];
  return [names.length === 0 ? "it has no YAML or JSON file in it" : `name one in it: ${listed(folder, names)}`];
}

const listed = (folder: string, names: readonly string[]): string =>
  [...names.slice(0, MOST_SHOWN).map((name) => join(folder, name)), ...(names.length > MOST_SHOWN ? ["..."] : [])].join(
    ", ",
  );

const DOCUMENT = /\.(?:ya?ml|json)$/i;

/** In order; null where there is no folder that can be read. */
async function namesIn(folder: string, ending: RegExp): Promise<readonly string[] | null> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory() && ending.test(entry.name))
      .map(({ name }) => name)
      .toSorted();
  } catch {
    return null;
  }
}

import { resolveCommand } from "./resolve-command.ts";

/** Folders of PATH that a message names; a PATH can be longer than a screen. */
const FOLDERS_NAMED = 3;
/** Names that many machines have only with their version behind them. */
const VERSIONED: Readonly<Record<string, string>> = { python: "python3", pip: "pip3" };

/** Why a command could not be found, and which one may have been meant. */
export function commandNotFound(name: string, place: { readonly path: string; readonly workingDir: string }): string {
  const other = VERSIONED[name];
  const meant =
    other !== undefined && resolveCommand(other, place).kind === "found" ? ` \`${other}\` is there: is it meant?` : "";
  const where = name.includes("/") ? "" : ` in ${pathSummary(place.path)}`;
  return `The command "${name}" was not found${where}.${meant} The working folder is ${place.workingDir}.`;
}

/** `PATH (/usr/bin, /bin)`; of a long one the first folders and how many more there are. */
function pathSummary(path: string): string {
  const folders = [...new Set(path.split(":").filter((folder) => folder !== ""))];
  const more = folders.length - FOLDERS_NAMED;
  const named = folders.slice(0, FOLDERS_NAMED).join(", ");
  return `PATH (${named}${more > 0 ? ` and ${more} more ${more === 1 ? "folder" : "folders"}` : ""})`;
}

/** `asked` is `container.workingDir` as the plan has it; null: the folder was chosen for the run. */
export function workingFolderMissing(folder: string, asked: string | null): string {
  if (asked === null)
    return `The working folder ${folder} does not exist (any more). Create it, or set \`container.workingDir\`.`;
  const resolved = asked === folder ? "" : ` (\`${asked}\` in the file)`;
  return `\`container.workingDir\` is ${folder}${resolved}, which does not exist. Create it, or name another.`;
}

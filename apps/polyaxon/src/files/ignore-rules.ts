/** One line of an ignore file, as gitignore(5) reads it. */
interface Rule {
  /** Brings back what an earlier line left out. */
  readonly isNegated: boolean;
  readonly foldersOnly: boolean;
  readonly matches: RegExp;
}

/** The lines of one ignore file; `folder` is where it stands, relative to the root of the walk ("" for the root). */
export interface IgnoreRules {
  readonly folder: string;
  readonly rules: readonly Rule[];
}

/** More and longer lines than any project has. */
const MOST_LINES = 10_000;
const MOST_LENGTH = 1000;

/** Reads the text of a `.polyaxonignore` or `.gitignore`. Lines that are no pattern are passed over, as git does. */
export function parseIgnoreRules(text: string, folder = ""): IgnoreRules {
  const lines = text.split(/\r?\n/, MOST_LINES);
  return { folder, rules: lines.flatMap((line) => ruleOf(line) ?? []) };
}

/**
 * Whether a file or folder is left out: the last line that matches decides, of the deepest file that has one. What is below a
 * folder that is left out is never asked about, as with git.
 *
 * @param path  relative to the root of the walk, with `/`
 * @param files from the root's to the deepest
 */
export function isIgnored(path: string, kind: "file" | "folder", files: readonly IgnoreRules[]): boolean {
  for (const { folder, rules } of files.toReversed()) {
    if (folder !== "" && !path.startsWith(`${folder}/`)) continue;
    const below = folder === "" ? path : path.slice(folder.length + 1);
    const last = rules.findLast((rule) => (kind === "folder" || !rule.foldersOnly) && rule.matches.test(below));
    if (last !== undefined) return !last.isNegated;
  }
  return false;
}

function ruleOf(line: string): Rule | null {
  if (line.length > MOST_LENGTH || line.startsWith("#")) return null;
  let pattern = line.replace(/(?<!\\)[ \t]+$/, "");
  const isNegated = pattern.startsWith("!");
  if (isNegated) pattern = pattern.slice(1);
  const foldersOnly = pattern.endsWith("/");
  if (foldersOnly) pattern = pattern.slice(0, -1);
  // A slash before the end ties the pattern to the ignore file's own folder; a bare name is meant at any depth.
  const isAnchored = pattern.includes("/");
  if (pattern.startsWith("/")) pattern = pattern.slice(1);
  if (pattern === "") return null;
  const body = patternSource(pattern);
  return body === null
    ? null
    : { isNegated, foldersOnly, matches: new RegExp(`^${isAnchored ? "" : "(?:.*/)?"}${body}$`, "su") };
}

/** A glob as the source of a regular expression; null when it is none. */
function patternSource(pattern: string): string | null {
  let source = "";
  for (let at = 0; at < pattern.length;) {
    const rest = pattern.slice(at);
    const [token, piece] = pieceOf(rest, at === 0 || pattern[at - 1] === "/");
    if (piece === null) return null;
    source += piece;
    at += token.length;
  }
  return source;
}

function pieceOf(rest: string, atStartOfName: boolean): readonly [token: string, source: string | null] {
  if (atStartOfName && rest.startsWith("**/")) return ["**/", "(?:.*/)?"];
  if (atStartOfName && rest === "**") return ["**", ".*"];
  const stars = /^\*+/.exec(rest)?.[0];
  if (stars !== undefined) return [stars, "[^/]*"];
  if (rest.startsWith("?")) return ["?", "[^/]"];
  if (rest.startsWith("\\")) return rest.length === 1 ? [rest, null] : [rest.slice(0, 2), escaped(rest[1] ?? "")];
  const set = /^\[([!^]?)(\]?(?:\\.|[^\]\\])*)\]/.exec(rest);
  if (set !== null) return [set[0], setSource(set[1] !== "", set[2] ?? "")];
  const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  return [character, escaped(character)];
}

function setSource(isNegated: boolean, members: string): string | null {
  // Escapes that a set may need, and a dash stays a range.
  const inside = members
    .replace(/\\(.)/gsu, "$1")
    .replace(/[\\\]^[]/g, "\\$&")
    .replace(/^-|-$/g, "\\-");
  const source = `(?!/)[${isNegated ? "^" : ""}${inside}]`;
  try {
    return new RegExp(source, "su").source;
  } catch {
    return null;
  }
}

const escaped = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

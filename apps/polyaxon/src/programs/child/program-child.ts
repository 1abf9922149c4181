/**
 * The process that an author's TypeScript or JavaScript runs in: `node program-child.js FILE [EXPORT]`. It installs the
 * loader, listens to the builders, imports the file and answers on its fourth stream.
 */
import { createWriteStream } from "node:fs";
import module from "node:module";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import type { ProgramAnswer } from "../program-answer.ts";
import { listenToBuilders } from "./built-places.ts";
import { placeOfError } from "./error-place.ts";
import * as loader from "./loader.ts";
import { plainData } from "./plain-data.ts";

const [, , path = "", member] = process.argv;
const placeOf = listenToBuilders();

// Newer versions of Node take the same hooks in this thread; they warn of the other way.
const { registerHooks } = module as unknown as { readonly registerHooks?: (hooks: typeof loader) => void };
if (registerHooks === undefined) module.register(new URL("./program-loader.js", import.meta.url).href);
else registerHooks({ resolve: loader.resolve, load: loader.load });

answer(await read());

async function read(): Promise<ProgramAnswer> {
  try {
    const exported = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
    const chosen = choose(exported);
    if ("message" in chosen) return { ok: false, ...chosen };
    const given: unknown = typeof chosen.value === "function" ? await (chosen.value as () => unknown)() : chosen.value;
    return plainData(await given, placeOf);
  } catch (error) {
    return { ok: false, ...placeOfError(error) };
  }
}

type Choice = { readonly value: unknown } | { readonly message: string; readonly hints: readonly string[] };

function choose(exported: Readonly<Record<string, unknown>>): Choice {
  const names = member === undefined ? ["default", "main"] : [member];
  const name = names.find((candidate) => exported[candidate] !== undefined);
  if (name !== undefined) return { value: exported[name] };
  const others = Object.keys(exported).filter((other) => exported[other] !== undefined);
  const [one] = others.filter((other) => other !== "default");
  const file = basename(path);
  const ways = [
    ...(others.includes("default") ? [`take the default: -f ${file}`] : []),
    ...(one === undefined ? [] : [`name one: -f ${file}:${one}`]),
  ];
  const hints = others.length === 0 ? [] : [`it exports ${others.join(", ")}; ${ways.join("; ")}`];
  if (member !== undefined) return { message: `it has no export \`${member}\``, hints };
  const script = `a script to be run is named in a Polyaxonfile, as command: [node, ${file}]; polyaxon init writes one`;
  const more = ["write: export default operation({ ... })", ...(others.length === 0 ? [script] : [])];
  return { message: "it has no default export", hints: [...hints, ...more] };
}

function answer(content: ProgramAnswer): void {
  // Timers and sockets of the program do not keep it alive.
  createWriteStream("", { fd: 3 }).end(JSON.stringify(content), () => process.exit(0));
}

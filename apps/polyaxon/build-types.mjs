// Writes dist/index.d.ts: the SDK's types, with those of our own packages that they mention, as one folder that needs
// nothing outside it.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Emits `entry` and what it imports into `dist/types`, and an `index.d.ts` that hands it out. */
export function emitTypes(entry, dist) {
  const program = ts.createProgram([entry], {
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts"],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: ["node"],
    strict: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    rootDir: root,
    // Through node_modules our own packages would count as somebody else's, whose types are not ours to emit.
    paths: { "@polyaxon/*": [join(root, "packages/*/src/index.ts")] },
    outDir: join(dist, "types"),
  });
  program.emit(undefined, (path, text) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      text.replace(SPECIFIER, (_, before, name, after) => `${before}${portable(name, path, dist)}${after}`),
    );
  });
  const start = relative(root, entry).replace(/\.ts$/, ".js").split(sep).join("/");
  writeFileSync(join(dist, "index.d.ts"), `export * from "./types/${start}";\n`);
}

const SPECIFIER = /((?:from|import)\s*\(?\s*["'])([^"']+)(["'])/g;

/** `./x.ts` and `@polyaxon/x` as a path that exists in the published folder. */
function portable(name, path, dist) {
  if (name.startsWith(".")) return name.replace(/\.ts$/, ".js");
  const own = /^@polyaxon\/([\w-]+)$/.exec(name);
  if (own === null) return name;
  const target = relative(dirname(path), join(dist, "types/packages", own[1], "src/index.js"))
    .split(sep)
    .join("/");
  return target.startsWith(".") ? target : `./${target}`;
}

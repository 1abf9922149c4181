// Builds the one published package into dist/: the command line, the SDK and the store's threads, each bundled with
// everything it uses except the SQLite driver, whose native part must be installed.
import { rmSync } from "node:fs";
import { chmod, copyFile, cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { emitTypes } from "./build-types.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
// Built aside and put in place whole: a build that fails leaves the last good one.
const dist = join(root, `node_modules/.cache/polyaxon-dist.${process.pid}`);
const { version } = JSON.parse(await readFile(join(here, "package.json"), "utf8"));

await mkdir(dist, { recursive: true });
process.on("exit", () => rmSync(dist, { recursive: true, force: true }));

/** zod brings its messages in some sixty languages; ours are English, and reading the rest costs each start. */
const onlyEnglish = {
  name: "only-english",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
    }));
  },
};

const entries = {
  cli: join(here, "src/cli.ts"),
  index: join(here, "src/index.ts"),
  "program-child": join(here, "src/programs/child/program-child.ts"),
  "program-loader": join(here, "src/programs/child/loader.ts"),
  "store-writer-thread": join(root, "packages/store/src/sqlite/writer-thread.ts"),
  "store-reader-thread": join(root, "packages/store/src/sqlite/reader-thread.ts"),
};

await build({
  entryPoints: entries,
  outdir: dist,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  // A command loads only its own chunks: the server's code is not read to print a version.
  splitting: true,
  // Beside the entries: the store looks for its threads next to the code that starts them.
  chunkNames: "[name]-[hash]",
  // pg looks for its optional native half by itself.
  external: ["@photostructure/sqlite", "pg-native"],
  define: { __POLYAXON_VERSION__: JSON.stringify(version) },
  // Less to read at every start; names stay, so that stacks say something.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "none",
  // CommonJS dependencies call require().
  banner: {
    js: 'import{createRequire as __plxCreateRequire}from"node:module";const require=__plxCreateRequire(import.meta.url);',
  },
  plugins: [onlyEnglish],
  logLevel: "warning",
});

await chmod(join(dist, "cli.js"), 0o755);
emitTypes(entries.index, dist);
await cp(join(root, "hub"), join(dist, "hub"), { recursive: true });
// For editors, at a stable path of the package; smaller than the page people read.
const schema = await readFile(join(root, "docs/language/polyaxonfile.schema.json"), "utf8");
await writeFile(join(dist, "polyaxonfile.schema.json"), JSON.stringify(JSON.parse(schema)));
await rm(join(here, "dist"), { recursive: true, force: true });
await rename(dist, join(here, "dist"));
// npm packs only what is inside the package's folder.
for (const name of ["LICENSE", "NOTICE"]) await copyFile(join(root, name), join(here, name));

/**
 * Writes what is generated from the schemas of the language: the JSON Schema for editors, the types of the TypeScript
 * builders, the reference pages. `--check` changes nothing and fails when one of them is stale. Needs tsx: the schemas are
 * TypeScript.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./run-command.mjs";

const { polyaxonfileJsonSchema, referencePages, typescriptTypes } = await import(
  join(root, "packages/spec/src/reference/index.ts")
);
const example = (group) => readFileSync(join(root, `docs/language/examples/${group}.yaml`), "utf8");

const pages = new Map([
  ["docs/language/polyaxonfile.schema.json", JSON.stringify(polyaxonfileJsonSchema(), null, 1)],
  ["packages/authoring/src/generated/polyaxonfile.ts", typescriptTypes()],
  ...referencePages(example).map(({ name, text }) => [`docs/language/${name}.md`, text]),
]);

const check = process.argv.includes("--check");
for (const [path, text] of pages) {
  const formatted = format(path, text);
  const file = join(root, path);
  if (existsSync(file) && readFileSync(file, "utf8") === formatted) continue;
  if (check) {
    console.error(`${path} is stale: run \`npm run language\` and commit it`);
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, formatted);
    console.log(`${path}: written anew`);
  }
}
if (process.exitCode === undefined) console.log("the language's schema, types and pages are fresh");

/** As the tree is formatted, so that a formatted tree is a fresh one. */
function format(path, text) {
  if (path.includes("/generated/")) return text;
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [join(root, "node_modules/oxfmt/bin/oxfmt"), `--stdin-filepath=${path}`],
    { cwd: root, input: text, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  if (status !== 0) throw new Error(`${path} cannot be formatted: ${stderr}`);
  return stdout;
}

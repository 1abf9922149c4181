/**
 * Writes docs/cli.md from the `--help` of every command of the built binary.
 * `--check` changes nothing and fails when the page is stale.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./run-command.mjs";

const page = join(root, "docs/cli.md");
const binary = join(root, "apps/polyaxon/bin/polyaxon.js");

const intro = `# The command line

Generated from \`--help\` by \`npm run cli-page\`; do not edit. \`plx\` is the same command under a shorter name.
`;

const sections = [];
await describe([]);
const text = [intro, ...sections].join("\n");

if (existsSync(page) && readFileSync(page, "utf8") === text) {
  console.log("docs/cli.md is fresh");
} else if (process.argv.includes("--check")) {
  console.error("docs/cli.md is stale: run `npm run cli-page` and commit the page");
  process.exitCode = 1;
} else {
  writeFileSync(page, text);
  console.log("docs/cli.md: written anew");
}

/** Adds the section of one command, then those of the commands below it. */
async function describe(command) {
  const { code, output } = await run(process.execPath, [binary, ...command, "--help"], {
    env: { NO_COLOR: "1", COLUMNS: "100" },
  });
  if (code !== 0) throw new Error(`\`polyaxon ${command.join(" ")} --help\` failed:\n${output}`);
  const depth = "#".repeat(Math.min(4, command.length + 2));
  sections.push(`${depth} ${["polyaxon", ...command].join(" ")}\n\n\`\`\`\n${output.trim()}\n\`\`\`\n`);
  for (const name of commandsOf(output)) await describe([...command, name]);
}

/** The names in the "Commands:" part of a help text. */
function commandsOf(help) {
  const [, after = ""] = help.split(/^Commands:\n/m);
  const [list] = after.split(/\n\n/);
  const names = [...list.matchAll(/^ {2}([a-z][\w-]*)/gm)].map(([, name]) => name);
  return names.filter((name) => name !== "help");
}

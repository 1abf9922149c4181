/**
 * Makes the repository ready to use, so that `npx polyaxon` works: installs what package-lock.json names when
 * node_modules is not already that, and builds the binary. Prints one line for each thing done.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { duration, root, run } from "./run-command.mjs";

/** @throws Error with the output of the step that failed */
export async function prepare() {
  if (!isInstalled()) {
    // Warnings are left out: two indirect dependencies ask for a newer Node and work on this one (CI runs it).
    await step("installed the dependencies", "npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  }
  await step("built apps/polyaxon", "npm", ["run", "--silent", "build"]);
}

async function step(done, command, args) {
  const started = performance.now();
  const { code, output } = await run(command, args);
  if (code !== 0) throw new Error(`\`${command} ${args.join(" ")}\` failed with exit code ${code}:\n${output.trim()}`);
  console.log(`${done} (${duration(performance.now() - started)})`);
}

/** Whether node_modules holds exactly the versions of package-lock.json; what npm installed last says so itself. */
function isInstalled() {
  const installed = packagesOf("node_modules/.package-lock.json");
  if (installed === null) return false;
  return Object.entries(packagesOf("package-lock.json") ?? {}).every(([place, { version, optional }]) => {
    if (!place.includes("node_modules/")) return true;
    const found = installed[place];
    return found === undefined ? optional === true : found.version === version;
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), "utf8")).packages;
  } catch {
    return null;
  }
}

if (process.argv[1] === import.meta.filename) {
  try {
    await prepare();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}

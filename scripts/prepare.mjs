/**
 * Makes the repository ready to use: installs what package-lock.json names when node_modules is not already that,
 * builds the binary, and links it so that `npx polyaxon` finds it. Prints one line for each thing done.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { duration, root, run } from "./run-command.mjs";

/** @throws Error with the output of the step that failed */
export async function prepare() {
  if (!isInstalled()) {
    // Warnings are left out: two indirect dependencies ask for a newer Node and work on this one (CI runs it).
    await step("installed the dependencies", "npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  }
  await step("built apps/polyaxon", "npm", ["run", "--silent", "build"]);
  // npm links a command only when its file exists, which it did not before the first build.
  if (!existsSync(join(root, "node_modules/.bin/polyaxon"))) {
    await step("linked `npx polyaxon`", "npm", ["rebuild", "polyaxon", "--loglevel=error"]);
  }
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

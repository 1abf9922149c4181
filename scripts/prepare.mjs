/**
 * Makes the repository ready to use, so that `npx polyaxon` works: installs what package-lock.json names when
 * node_modules is not already that, and builds the binary. Says what it does before and after each step, because the
 * first one takes a while.
 */
import { isInstalled, markInstalled } from "./installed-stamp.mjs";
import { duration, root, run } from "./run-command.mjs";

/** @throws Error with the output of the step that failed */
export async function prepare() {
  if (!isInstalled(root)) {
    // No install script runs: nothing here needs one. Warnings are left out: two indirect dependencies ask for a newer
    // Node and work on this one (CI runs it).
    const quietly = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    await step("installing the dependencies", "installed", "npm", ["ci", ...quietly]);
    markInstalled(root);
  }
  await step("building apps/polyaxon", "built", "npm", ["run", "--silent", "build"]);
}

async function step(doing, done, command, args) {
  const started = performance.now();
  console.log(`${doing} ...`);
  const { code, output } = await run(command, args);
  if (code !== 0) throw new Error(`\`${command} ${args.join(" ")}\` failed with exit code ${code}:\n${output.trim()}`);
  console.log(`${done} (${duration(performance.now() - started)})`);
}

if (process.argv[1] === import.meta.filename) {
  try {
    await prepare();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}

/**
 * Makes the Python environment of the client suite once, in .test-cache/python, and prints its path. What is there
 * already is taken, as long as the pinned versions and the interpreter are the same.
 *
 * Exit code 0: the path is on stdout. 1: there can be none here, and stderr says why.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { duration, root, run } from "./run-command.mjs";

const folder = join(root, ".test-cache/python");
const pins = ["requirements.txt", "constraints.txt"].map((name) => join(root, "tests/clients/python", name));
const [requirements, constraints] = pins;
const stamp = join(folder, "made-from");

try {
  console.log(await environment());
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** @throws Error with why there is none */
async function environment() {
  const { code, output } = await run("python3", ["-c", "import sys, venv, ensurepip; print(sys.version)"]);
  if (code !== 0)
    throw new Error(
      code === 127
        ? "needs python3, which was not found"
        : "needs Python 3 with venv and ensurepip (Debian: apt-get install python3-venv)",
    );
  const wanted = createHash("sha256");
  for (const part of [folder, output, ...pins.map((pin) => readFileSync(pin, "utf8"))]) wanted.update(`${part}\0`);
  const madeFrom = wanted.digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === madeFrom) return folder;

  const started = performance.now();
  console.error("making the Python environment of the client suite ...");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(root, ".test-cache"), { recursive: true });
  await step("python3", ["-m", "venv", folder]);
  // Compiling all that comes with them takes as long as the rest: what is imported is compiled then.
  const pip = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--only-binary",
    ":all:",
    "--no-compile",
  ];
  await step(join(folder, "bin/python"), [...pip, "-r", requirements, "-c", constraints]);
  // Last, and at once: a run that was interrupted makes it anew.
  writeFileSync(`${stamp}.new`, madeFrom);
  renameSync(`${stamp}.new`, stamp);
  console.error(`made (${duration(performance.now() - started)})`);
  return folder;
}

async function step(command, args) {
  const { code, output } = await run(command, args);
  if (code === 0) return;
  const last = output.trim().split("\n").slice(-3).join(" ");
  throw new Error(`the packages of tests/clients/python/requirements.txt could not be installed: ${last}`);
}

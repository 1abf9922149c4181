/**
 * Fails when package-lock.json is not in step with the package.json files. Reads files only: fast, and needs no network.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run-command.mjs";
import { staleLockfile } from "./stale-lockfile.mjs";

const read = (file) => JSON.parse(readFileSync(join(root, file), "utf8"));

const manifests = { "": read("package.json") };
for (const group of ["apps", "packages"]) {
  for (const name of readdirSync(join(root, group))) {
    const file = `${group}/${name}/package.json`;
    if (existsSync(join(root, file))) manifests[`${group}/${name}`] = read(file);
  }
}

const problems = staleLockfile(read("package-lock.json"), manifests);
if (problems.length > 0) {
  console.error(`package-lock.json is stale:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  console.error("run `npm install`, then `node scripts/complete-lockfile.mjs`, and commit both files");
  process.exitCode = 1;
}

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Environments stay here between runs of the bench. */
const CACHE = join(tmpdir(), "polyaxon-bench-peers");

/** The folder of a Python environment with the peer's pinned requirements, made when it is not there yet. */
export function environmentOf(peer: string): { readonly folder: string } | { readonly failed: string } {
  const requirements = join(import.meta.dirname, `requirements-${peer}.txt`);
  const folder = join(CACHE, peer);
  const stamp = join(folder, "made-from");
  const wanted = readFileSync(requirements, "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return { folder };
  process.stderr.write(`  installing ${peer} into ${folder} ...\n`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  const made = spawnSync("python3", ["-m", "venv", folder], { encoding: "utf8" });
  if (made.status !== 0) return { failed: made.error?.message ?? lastLine(made.stdout + made.stderr) };
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"];
  const installed = spawnSync(join(folder, "bin/python"), [...pip, "-r", requirements], { encoding: "utf8" });
  if (installed.status !== 0) return { failed: lastLine(installed.stderr) };
  // Two installations into one folder at the same time leave a mixture that looks whole.
  const checked = spawnSync(join(folder, "bin/python"), ["-m", "pip", "check"], { encoding: "utf8" });
  if (checked.status !== 0) return { failed: lastLine(checked.stdout) };
  // Last, and at once: an installation that was interrupted is begun anew.
  writeFileSync(`${stamp}.new`, wanted);
  renameSync(`${stamp}.new`, stamp);
  return { folder };
}

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "no reason was given";

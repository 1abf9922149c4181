import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { checkDag, compileOperation } from "@polyaxon/compiler";
import { suggestionsOf } from "@polyaxon/optimizers";
import { type Operation, readPolyaxonfile, readSection, toOperation } from "@polyaxon/spec";
import type { Measurement } from "./measurement.ts";

const ROOT = resolve(import.meta.dirname, "..");
/** The project's own files, and those of the folder that POLYAXON_CORPUS_DIR names. */
const FOLDERS = ["examples", "packages/compiler/test/golden", process.env["POLYAXON_CORPUS_DIR"] ?? []].flat();
/** Newer clients of Kubernetes change the types that this version of the package builds on. */
const PACKAGES = ["polyaxon==2.16.4", "kubernetes<32"];
const RUN = { uuid: "u", name: "n", owner: "default", project: "p" };

/** The compiler beside upstream's Python package doing the same work on the same files, and the sizes it must bear. */
export function compilation(): Measurement[] {
  const paths = FOLDERS.flatMap((folder) =>
    readdirSync(resolve(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.ya?ml$/.test(name))
      .map((name) => resolve(ROOT, folder, name)),
  );
  const peer = upstream(paths);
  const measured = peer.accepted ?? paths.filter(compiles);
  return [
    {
      name: `Polyaxonfiles read, checked and compiled (${measured.length} files)`,
      value: perSecond(measured),
      unit: "/CPU s",
      ...(peer.perSecond === undefined
        ? { beside: [], note: peer.reason }
        : {
            budget: { kind: "atLeast" as const, value: 20 * peer.perSecond },
            beside: [{ name: "upstream's Python package", value: peer.perSecond, unit: "/CPU s" }],
          }),
    },
    {
      name: "a dag of 10,000 operations validated",
      value: milliseconds(() => checkDag(largeDag(10_000))),
      unit: "ms",
      budget: { kind: "atMost", value: 1_000 },
      beside: [{ name: "1,000 operations", value: milliseconds(() => checkDag(largeDag(1_000))), unit: "ms" }],
    },
    gridMemory(),
  ];
}

function compileFile(path: string): string {
  const read = readPolyaxonfile({ bytes: readFileSync(path), filename: path });
  if (!read.ok) throw new Error(`${path} is not read: ${read.issues[0]?.message}`);
  const compiled = compileOperation({ operation: toOperation(read.document), run: RUN });
  if (!compiled.ok) throw new Error(`${path} is not compiled: ${compiled.issues[0]?.message}`);
  return compiled.content;
}

function compiles(path: string): boolean {
  try {
    compileFile(path);
    return true;
  } catch {
    return false;
  }
}

/** So many take about 50 ms; asked more often, the clock would be a part of what is measured. */
const FILES_BETWEEN_LOOKS = 500;

/** Operations a second of processor time, so that other work on the machine does not count; warm, like the peer. */
function perSecond(paths: readonly string[]): number {
  const rounds = Math.ceil(FILES_BETWEEN_LOOKS / paths.length);
  const spend = (seconds: number): number => {
    const start = process.cpuUsage();
    let used = 0;
    let done = 0;
    while (used < seconds * 1e6) {
      for (let round = 0; round < rounds; round += 1) for (const path of paths) compileFile(path);
      done += rounds * paths.length;
      const { system, user } = process.cpuUsage(start);
      used = user + system;
    }
    return (done * 1e6) / used;
  };
  spend(2);
  return spend(5);
}

function milliseconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

type Peer =
  | { readonly accepted: readonly string[]; readonly perSecond: number }
  | { readonly accepted?: undefined; readonly perSecond?: undefined; readonly reason: string };

/** Installs upstream's package into .venv when it is not there. */
function upstream(paths: readonly string[]): Peer {
  const python = join(ROOT, ".venv/bin/python");
  const works = (): boolean => spawnSync(python, ["-c", "import polyaxon"]).status === 0;
  if (!existsSync(python) || !works()) {
    const venv = spawnSync("python3", ["-m", "venv", join(ROOT, ".venv")]);
    if (venv.status !== 0) return { reason: "upstream's package not measured: python3 with venv was not found" };
    spawnSync(python, ["-m", "pip", "install", "--quiet", ...PACKAGES], { stdio: "inherit" });
    if (!works()) return { reason: "upstream's package not measured: it could not be installed from PyPI" };
  }
  const { status, stderr, stdout } = spawnSync(python, [join(import.meta.dirname, "upstream-compile.py")], {
    input: paths.filter(compiles).join("\n"),
    encoding: "utf8",
  });
  if (status !== 0) return { reason: `upstream's package not measured: ${stderr.trim().split("\n").at(-1)}` };
  const answer = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Extract<Peer, { perSecond: number }>;
  return answer.accepted.length > 0
    ? answer
    : { reason: "upstream's package not measured: it accepts none of the files" };
}

/** Each operation waits for two before it and takes a value from one. */
function largeDag(size: number): Operation {
  const operations = Array.from({ length: size }, (_, index) => ({
    name: `op-${index}`,
    dagRef: "step",
    ...(index < 2 ? {} : { dependencies: [`op-${index - 2}`] }),
    params: { x: index === 0 ? 1 : { ref: `ops.op-${index - 1}`, value: "outputs.y" } },
  }));
  const io = { inputs: [{ name: "x", type: "int" }], outputs: [{ name: "y", type: "int" }] };
  const components = [{ name: "step", ...io, run: { kind: "job", container: { image: "i" } } }];
  const read = readSection("operation", { version: 1.1, component: { run: { kind: "dag", components, operations } } });
  if (!read.ok) throw new Error("the dag is not read");
  return read.value;
}

function gridMemory(): Measurement {
  const values = { kind: "range" as const, value: { start: 0, stop: 317, step: 1 } };
  const before = process.memoryUsage().heapUsed;
  const suggestions = suggestionsOf({ kind: "grid", params: { a: values, b: values } }, { seed: "" });
  let count = 0;
  let most = 0;
  for (const _ of suggestions) {
    count += 1;
    if (count % 10_000 === 0) most = Math.max(most, process.memoryUsage().heapUsed - before);
  }
  return {
    name: `heap while a grid of ${count.toLocaleString("en-US")} points is walked`,
    value: most / 1e6,
    unit: "MB",
    budget: { kind: "atMost", value: 64 },
    beside: [],
  };
}

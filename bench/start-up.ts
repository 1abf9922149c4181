import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Measurement, median } from "./measurement.ts";
import { CLI, startServer, temporary } from "./server-process.ts";

const REPEATS = 15;

function wallMs(args: readonly string[]): number {
  const times: number[] = [];
  for (let i = 0; i < REPEATS; i += 1) {
    const began = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
    times.push(performance.now() - began);
  }
  return median(times);
}

/** `polyaxon version` and `polyaxon check` as whole processes, beside a Node process that does nothing. */
export function commandStartUp(): Measurement[] {
  const file = join(temporary(), "polyaxonfile.yaml");
  writeFileSync(
    file,
    "version: 1.1\nkind: component\ninputs: [{name: lr, type: float, value: 0.1}]\n" +
      "run: {kind: job, container: {image: node, command: [node, train.mjs], args: ['--lr={{ lr }}']}}\n",
  );
  const floor = { name: "`node -e 0`", value: wallMs(["-e", "0"]), unit: "ms" };
  return [
    {
      name: "`polyaxon version`",
      value: wallMs([CLI, "version"]),
      unit: "ms",
      budget: { kind: "atMost", value: 150 },
      beside: [floor],
    },
    {
      name: "`polyaxon check` of one file",
      value: wallMs([CLI, "check", "-f", file]),
      unit: "ms",
      budget: { kind: "atMost", value: 250 },
      beside: [floor],
    },
  ];
}

/** From `polyaxon server` to its first answer, on a new and on an existing data folder; then its idle memory. */
export async function serverStartUp(): Promise<Measurement[]> {
  const fresh: number[] = [];
  const again: number[] = [];
  let idleBytes = 0;
  for (let i = 0; i < 5; i += 1) {
    const first = await startServer();
    fresh.push(first.startedInMs);
    await first.close();
    const second = await startServer([], first.dataDir);
    again.push(second.startedInMs);
    if (i === 4) {
      await new Promise((done) => setTimeout(done, 3_000));
      idleBytes = second.rssBytes();
    }
    await second.close();
  }
  const floor = { name: "`node -e 0`", value: wallMs(["-e", "0"]), unit: "ms" };
  return [
    {
      name: "server cold start to first answer",
      value: median(fresh),
      unit: "ms",
      budget: { kind: "atMost", value: 1_000 },
      beside: [floor, { name: "with an existing data folder", value: median(again), unit: "ms" }],
    },
    {
      name: "server idle memory (RSS, 3 s after start)",
      value: idleBytes / 1e6,
      unit: "MB",
      budget: { kind: "atMost", value: 150 },
      beside: [],
    },
  ];
}

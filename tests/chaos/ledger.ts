import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { getJson, PROJECT, type Server, waitFor } from "../harness.ts";

/**
 * What the scripts of a chaos test themselves wrote, outside every data folder: one O_APPEND line "uuid attempt pid" when
 * they begin. Statuses could lie; this and the printed numbers cannot.
 */
export interface Ledger {
  readonly path: string;
  /** uuid → attempts that began, in order. */
  attempts(): ReadonlyMap<string, readonly number[]>;
  started(): number;
}

export function ledgerAt(path: string): Ledger {
  writeFileSync(path, "");
  const rows = (): string[] => readFileSync(path, "utf8").split("\n").filter(Boolean);
  return {
    path,
    started: () => rows().length,
    attempts() {
      const found = new Map<string, number[]>();
      for (const [uuid = "", attempt] of rows().map((row) => row.split(" "))) {
        found.set(uuid, [...(found.get(uuid) ?? []), Number(attempt)]);
      }
      return found;
    },
  };
}

/** Writes the script that all chaos tests run: `node script.mjs LEDGER LINES MS [flag to wait for]`. */
export function writeScript(folder: string): void {
  writeFileSync(
    join(folder, "script.mjs"),
    `
import { appendFileSync, existsSync } from "node:fs";
const [ledger, lines, ms, flag] = process.argv.slice(2);
const pause = (time) => new Promise((done) => setTimeout(done, time));
process.on("SIGTERM", () => setTimeout(() => process.exit(143), 400));
const uuid = process.env.POLYAXON_RUN_INSTANCE.split(".").at(-1);
appendFileSync(ledger, uuid + " " + process.env.POLYAXON_RUN_ATTEMPT + " " + process.pid + "\\n");
for (let i = 1; i <= Number(lines); i += 1) {
  console.log(i);
  await pause(Number(ms));
}
while (flag !== undefined && !existsSync(flag)) await pause(20);
`,
  );
}

export interface StoredRun {
  readonly uuid: string;
  readonly status: string;
  readonly kind: string;
  readonly pipeline: { readonly uuid: string } | null;
}

const FINAL = new Set(["succeeded", "failed", "stopped", "skipped", "upstream_failed"]);

export async function allFinal(server: Server, timeoutMs = 60_000): Promise<readonly StoredRun[]> {
  return await waitFor(
    "every run to end",
    async () => {
      const { results } = await getJson<{ results: StoredRun[] }>(
        `${server.url}/api/v1/default/${PROJECT}/runs?limit=1000`,
      );
      return results.every((run) => FINAL.has(run.status)) ? results : null;
    },
    timeoutMs,
  );
}

/** The numbers that are stored as the run's log, in order. */
export async function storedNumbers(server: Server, uuid: string): Promise<readonly number[]> {
  const values: number[] = [];
  let cursor = "";
  for (;;) {
    const page = await getJson<{ lines: { value: string }[]; cursor: string; done: boolean }>(
      `${server.url}/streams/v1/default/default/${PROJECT}/runs/${uuid}/logs/lines?limit=5000&cursor=${encodeURIComponent(cursor)}`,
    );
    values.push(...page.lines.map((line) => Number(line.value)));
    if (page.done || page.lines.length === 0) return values;
    cursor = page.cursor;
  }
}

export const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i + 1);

/** Nothing ran twice: each attempt of each run began at most once, and attempts follow each other. */
export function expectNothingDoubled(ledger: Ledger): void {
  for (const [uuid, attempts] of ledger.attempts()) {
    expect(attempts, `attempts of ${uuid} that began`).toEqual(upTo(attempts.length));
  }
}

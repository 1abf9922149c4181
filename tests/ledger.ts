import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { getJson, PROJECT, runUrl, type Server, waitFor, type WireRun } from "./harness.ts";

/**
 * What the scripts of a test themselves wrote, outside every data folder: one O_APPEND line "uuid attempt pid" when they
 * begin. Statuses could lie; this and the printed numbers cannot.
 */
export interface Ledger {
  readonly path: string;
  /** uuid → attempts that began, in order. */
  attempts(): ReadonlyMap<string, readonly number[]>;
  started(): number;
  /** The process of a run's first attempt; null before it began. */
  pidOf(uuid: string): number | null;
}

export function ledgerAt(path: string): Ledger {
  writeFileSync(path, "");
  const rows = (): string[][] =>
    readFileSync(path, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((row) => row.split(" "));
  return {
    path,
    started: () => rows().length,
    attempts() {
      const found = new Map<string, number[]>();
      for (const [uuid = "", attempt] of rows()) found.set(uuid, [...(found.get(uuid) ?? []), Number(attempt)]);
      return found;
    },
    pidOf(uuid) {
      const row = rows().find(([of]) => of === uuid);
      return row === undefined ? null : Number(row[2]);
    },
  };
}

/**
 * Writes the script of the tests that count what ran: it signs the ledger, prints 1..N, waits for a flag when it is given
 * one, and needs a while to end when it is asked to. `more` is what it does besides, where `uuid`, `i`, `appendFileSync` and
 * `untilRaised(flag)` are to be had.
 *
 * @returns what a run says as its `command`
 */
export function writeScript(
  folder: string,
  more: { readonly first?: string; readonly withEachLine?: string; readonly last?: string } = {},
): (options: {
  readonly ledger: Ledger;
  readonly lines: number;
  /** Between two lines. */
  readonly ms: number;
  /** A file that has to appear before it ends. */
  readonly flag?: string;
}) => string {
  const script = join(folder, "script.mjs");
  writeFileSync(
    script,
    `
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
const [ledger, lines, ms, flag] = process.argv.slice(2);
const pause = (time) => new Promise((done) => setTimeout(done, time));
// Without its ledger its test is over, and nobody will raise the flag.
const untilRaised = async (path) => { while (!existsSync(path) && existsSync(ledger)) await pause(20); };
process.on("SIGTERM", () => setTimeout(() => process.exit(143), 800));
const uuid = process.env.POLYAXON_RUN_INSTANCE.split(".").at(-1);
appendFileSync(ledger, uuid + " " + process.env.POLYAXON_RUN_ATTEMPT + " " + process.pid + "\\n");
${more.first ?? ""}
for (let i = 1; i <= Number(lines); i += 1) {
  console.log(i);
  ${more.withEachLine ?? ""}
  await pause(Number(ms));
}
if (flag !== undefined) await untilRaised(flag);
${more.last ?? ""}
`,
  );
  return ({ flag, ledger, lines, ms }) =>
    JSON.stringify(["node", script, ledger.path, String(lines), String(ms), ...(flag === undefined ? [] : [flag])]);
}

export interface StoredRun {
  readonly uuid: string;
  readonly name: string | null;
  readonly status: string;
  readonly kind: string;
  readonly pipeline: { readonly uuid: string } | null;
  readonly outputs: Readonly<Record<string, unknown>> | null;
}

const FINAL = new Set(["succeeded", "failed", "stopped", "skipped", "upstream_failed"]);

/** All runs, or those of one pipeline. */
export async function storedRuns(server: Server, pipeline?: string): Promise<readonly StoredRun[]> {
  const query = pipeline === undefined ? "" : `&query=pipeline:${pipeline}`;
  const { results } = await getJson<{ results: StoredRun[] }>(
    `${server.url}/api/v1/default/${PROJECT}/runs?limit=1000${query}`,
  );
  return results;
}

export async function allFinal(server: Server, timeoutMs = 300_000): Promise<readonly StoredRun[]> {
  return await waitFor(
    "every run to end",
    async () => {
      const runs = await storedRuns(server);
      return runs.every((run) => FINAL.has(run.status)) ? runs : null;
    },
    timeoutMs,
  );
}

export const statusOf = async (server: Pick<Server, "url">, uuid: string): Promise<string> =>
  (await getJson<WireRun>(runUrl(server, uuid))).status;

/** The numbers that are stored as the run's log, in order. */
export async function storedNumbers(server: Pick<Server, "url">, uuid: string): Promise<readonly number[]> {
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

/** Each of these ran, once, and nothing else did; of each, every printed line is stored once. */
export async function expectEachRanOnce(
  ledger: Ledger,
  server: Pick<Server, "url">,
  { lines, uuids }: { readonly uuids: readonly string[]; readonly lines: number },
): Promise<void> {
  expect([...ledger.attempts()].toSorted(byFirst)).toEqual(uuids.map((uuid) => [uuid, [1]] as const).toSorted(byFirst));
  for (const uuid of uuids) expect(await storedNumbers(server, uuid), `log of ${uuid}`).toEqual(upTo(lines));
}

const byFirst = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

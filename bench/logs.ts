import { spawnSync } from "node:child_process";
import { createWriteStream, mkdirSync, statSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { once } from "node:events";
import { encodeLogLine } from "@polyaxon/tracking";
import { type Measurement, median } from "./measurement.ts";
import { type BenchServer, get, post, startServer, temporary } from "./server-process.ts";

const BYTES = Number(process.env["POLYAXON_BENCH_LOG_BYTES"] ?? 1_000_000_000);
const TIMES = 5;
/** Every so many lines one says so. */
const RARE = 100_000;

/** A stored log of one attempt, as our agent writes it; answers how many lines it has. */
async function writeLog(path: string): Promise<number> {
  const file = createWriteStream(path, { highWaterMark: 1 << 20 });
  let count = 0;
  let block = "";
  for (let written = 0, offset = 0; written < BYTES; count += 1) {
    const what = count % RARE === RARE - 1 ? "WARNING gradient overflow" : "INFO step";
    const value = `2026-11-22 03:02:34 ${what} ${count} loss=0.${count % 9973} lr=0.001 ${(count * 7919) % 65536} images/s`;
    offset += value.length + 1;
    block += encodeLogLine({
      timestampMicros: 1_795_316_554_000_000 + count * 10,
      node: "bench",
      pod: "plx-operation-bench-1",
      container: "polyaxon-main",
      value,
      offset,
    });
    if (block.length < 1 << 20) continue;
    written += block.length;
    if (!file.write(block)) await once(file, "drain");
    block = "";
  }
  file.end(block);
  await once(file, "close");
  return count;
}

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
};

function ranFor(command: string, args: readonly string[]): number {
  const began = performance.now();
  const { error, status } = spawnSync(command, args, {
    // Not to the null device: grep notices that nobody reads its count, and stops at the first line.
    stdio: ["ignore", command === "grep" ? "pipe" : "ignore", "inherit"],
    env: { ...process.env, LC_ALL: "C" },
  });
  // grep answers 1 when it finds nothing.
  if (error !== undefined || (status !== 0 && status !== 1)) throw new Error(`${command} ended with ${status}`);
  return (performance.now() - began) / 1_000;
}

async function json<T>(url: string): Promise<T> {
  const { body, status } = await get(url);
  if (status !== 200) throw new Error(`${url} answered ${status}: ${body}`);
  return JSON.parse(body) as T;
}

/** Searches to the end; answers how many lines were found. */
async function searched(base: string, query: string): Promise<number> {
  let found = 0;
  for (let cursor = ""; ;) {
    const page = await json<{ lines: unknown[]; cursor: string; done: boolean }>(
      `${base}/search?limit=1000&${query}${cursor}`,
    );
    found += page.lines.length;
    if (page.done) return found;
    cursor = `&cursor=${page.cursor}`;
  }
}

/** Reads a stream of events to its end; answers how many bytes came. */
async function followed(base: string): Promise<number> {
  return await new Promise((done, reject) => {
    const asked = request(`${base}/follow`, (answer) => {
      let bytes = 0;
      let end = "";
      answer.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        end = chunk.subarray(-200).toString("latin1");
      });
      answer.on("end", () =>
        end.includes("event: end") ? done(bytes) : reject(new Error(`cut off after ${bytes} bytes`)),
      );
    });
    asked.on("error", reject);
    asked.end();
  });
}

/** A finished run with a gigabyte of stored log: opening, jumping, searching and following it. */
export async function logs(): Promise<Measurement[]> {
  const dataDir = temporary();
  let server = await startServer(["--executor", "null", "--slots", "1"], dataDir);
  const baseOf = ({ url }: BenchServer): string => `${url}/streams/v1/polyaxon/default/bench/runs/${uuid}/logs`;
  const project = `${server.url}/api/v1/default`;
  await post(`${project}/projects/create`, { name: "bench" });
  const made = await post(`${project}/bench/runs`, { is_managed: false, managed_by: "user" });
  const { uuid } = JSON.parse(made.body) as { uuid: string };
  const folder = join(dataDir, "artifacts", uuid, "plxlogs");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "plx-operation-bench-1.jsonl");
  const count = await writeLog(path);
  await post(`${project}/bench/runs/${uuid}/statuses`, { condition: { type: "succeeded", status: true } });
  const size = statSync(path).size;
  const rate = (time: number): number => size / 1e6 / time;
  const note = `${(size / 1e6).toFixed(0)} MB stored, ${(count / 1e6).toFixed(1)} million lines`;

  ranFor("cat", [path]);
  const cat = rate(ranFor("cat", [path]));
  const besideCat = [{ name: "`cat` of the file", value: cat, unit: "MB/s" }];
  const open: number[] = [];
  for (let at = 0; at < TIMES; at += 1)
    open.push(1_000 * (await seconds(() => json(`${baseOf(server)}/lines?limit=1000`))));
  const head = 1_000 * ranFor("head", ["-n", "1000", path]);

  const last = `${baseOf(server)}/range?first=-1000&limit=1000`;
  const firstJump = await seconds(() => json(last));
  const jump = 1_000 * (await seconds(() => json(last)));
  const tail = 1_000 * ranFor("tail", ["-n", "1000", path]);
  const peakAfterIndex = server.peakRssBytes() / 1e6;
  await server.close();
  server = await startServer(["--executor", "null", "--slots", "1"], dataDir);
  const again = `${baseOf(server)}/range?first=${Math.floor(count / 2)}&limit=1000`;
  const jumpAfterRestart = 1_000 * (await seconds(() => json(again)));

  const searches: Measurement[] = [];
  for (const [name, query, args] of [
    ["plain text, rare", "text=gradient%20overflow", ["-c", "-F", "gradient overflow"]],
    ["plain text, any case, rare", "text=Gradient%20Overflow&ignore_case=1", ["-c", "-i", "-F", "Gradient Overflow"]],
    [
      "pattern, rare",
      "pattern=WARNING%20.*%20step%7Cgradient%5Cs%2Boverflow",
      ["-c", "-E", "WARNING .* step|gradient[[:space:]]+overflow"],
    ],
  ] as const) {
    let found = 0;
    const time = await seconds(async () => {
      found = await searched(baseOf(server), query);
    });
    if (found !== Math.floor(count / RARE))
      throw new Error(`${name}: found ${found} of ${Math.floor(count / RARE)} lines`);
    searches.push({
      name: `log search: ${name}`,
      value: rate(time),
      unit: "MB/s",
      beside: [{ name: `\`grep ${args[1]}\` on the file`, value: rate(ranFor("grep", [...args, path])), unit: "MB/s" }],
      note,
    });
  }
  const following = await seconds(() => followed(baseOf(server)));
  const peak = Math.max(peakAfterIndex, server.peakRssBytes() / 1e6);
  await server.close();
  return [
    {
      name: "log open: first 1,000 lines",
      value: median(open),
      unit: "ms",
      beside: [{ name: "`head` of the file", value: head, unit: "ms" }],
      note,
    },
    {
      name: "log lines by number: the last 1,000",
      value: jump,
      unit: "ms",
      beside: [{ name: "`tail` of the file", value: tail, unit: "ms" }],
      note: `from the middle just after a restart ${jumpAfterRestart.toFixed(0)} ms`,
    },
    { name: "log line index, made anew", value: rate(firstJump), unit: "MB/s", beside: besideCat, note },
    ...searches,
    {
      name: "log follow by events, whole log",
      value: rate(following),
      unit: "MB/s",
      beside: besideCat,
      note: `${Math.round(count / following).toLocaleString("en-US")} lines/s`,
    },
    { name: "memory of the server through all this, peak", value: peak, unit: "MB", beside: [], note },
  ];
}

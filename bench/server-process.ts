import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { freePort } from "@polyaxon/store/free-port-for-tests";

/** The built binary; `POLYAXON_BENCH_CLI` names another, to compare two of them. */
export const CLI = process.env["POLYAXON_BENCH_CLI"] ?? resolve(import.meta.dirname, "../apps/polyaxon/dist/cli.js");

export interface BenchServer {
  readonly url: string;
  readonly dataDir: string;
  readonly startedInMs: number;
  rssBytes(): number;
  /** The most that it has had resident since it started. */
  peakRssBytes(): number;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the built binary as a user does and measures the time to its first answer. */
export async function startServer(args: readonly string[] = [], dataDir = temporary()): Promise<BenchServer> {
  const port = await freePort();
  const began = performance.now();
  const child = spawn(process.execPath, [CLI, "server", "--port", String(port), "--data-dir", dataDir, ...args], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { PATH: process.env["PATH"], HOME: dataDir },
  });
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const status = await get(`${url}/healthz`).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) break;
    await new Promise((done) => setTimeout(done, 2));
  }
  return {
    url,
    dataDir,
    startedInMs: performance.now() - began,
    rssBytes: () => statusBytes(child, "VmRSS"),
    peakRssBytes: () => statusBytes(child, "VmHWM"),
    async kill() {
      child.kill("SIGKILL");
      await new Promise((done) => child.on("close", done));
    },
    async close() {
      child.kill("SIGTERM");
      await new Promise((done) => child.on("close", done));
    },
  };
}

export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), "plx-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function statusBytes(child: ChildProcess, field: "VmRSS" | "VmHWM"): number {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) * 1024;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** After a pause: servers close connections on which nothing comes, at times while they are used again. */
export const closeConnections = (): void => agent.destroy();

interface Answer {
  /** Method and address, for messages. */
  readonly asked: string;
  readonly status: number;
  readonly body: string;
}

export const get = (url: string): Promise<Answer> => send("GET", url);
export const patch = (url: string, body: unknown): Promise<Answer> => send("PATCH", url, JSON.stringify(body));
export const post = (url: string, body: unknown): Promise<Answer> => send("POST", url, JSON.stringify(body));

export async function send(method: string, url: string, body?: string, type = "application/json"): Promise<Answer> {
  const { bytes, encoding, status } = await exchange(method, url, body, type);
  // Some servers pack their answers, whoever asks.
  const text = encoding === "gzip" ? gunzipSync(bytes) : bytes;
  return { asked: `${method} ${url}`, status, body: text.toString("utf8") };
}

/** @throws Error when it is not taken */
export async function postBytes(url: string, body: Uint8Array | string, type: string): Promise<Buffer> {
  const { bytes, status } = await exchange("POST", url, body, type);
  if (status !== 200) throw new Error(`${url} answered ${status}: ${bytes.toString("utf8", 0, 300)}`);
  return bytes;
}

/** Plain node:http with kept connections: `fetch` costs more than the server's own work at these rates. */
async function exchange(
  method: string,
  url: string,
  body: Uint8Array | string | undefined,
  type: string,
): Promise<{ readonly bytes: Buffer; readonly encoding: string | undefined; readonly status: number }> {
  return await new Promise((done, reject) => {
    const headers = body === undefined ? {} : { "content-type": type, "content-length": Buffer.byteLength(body) };
    const outgoing = request(url, { method, agent, headers }, (incoming) => {
      const pieces: Buffer[] = [];
      incoming.on("data", (piece: Buffer) => pieces.push(piece));
      incoming.on("end", () =>
        done({
          bytes: Buffer.concat(pieces),
          encoding: incoming.headers["content-encoding"],
          status: incoming.statusCode ?? 0,
        }),
      );
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

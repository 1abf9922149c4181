import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePort } from "@polyaxon/store/free-port-for-tests";

/** Whole-system tests drive the built binary as a user does. `npm run build` makes it. */
export const CLI = process.env["POLYAXON_TEST_CLI"] ?? resolve(import.meta.dirname, "../apps/polyaxon/dist/cli.js");

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A fresh folder, removed by `cleanUp`. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `plx-${name}-`));
  folders.push(folder);
  return folder;
}

const folders: string[] = [];
const children = new Set<ChildProcess>();

/** For `afterAll`: nothing of a test may outlive it. */
export function cleanUp(): void {
  for (const child of children) child.kill("SIGKILL");
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
}

/** Runs the CLI to its end. The environment is that of a user who has configured nothing. */
export async function polyaxon(
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly host?: string;
    readonly env?: Record<string, string>;
    readonly timeoutMs?: number;
  } = {},
): Promise<Finished> {
  if (!existsSync(CLI)) throw new Error(`${CLI} is missing: run \`npm run build\` first`);
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: options.cwd ?? tmpdir(),
    env: {
      ...userEnvironment(),
      ...(options.host === undefined ? {} : { POLYAXON_HOST: options.host }),
      ...options.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const timer = setTimeout(() => child.kill("SIGKILL"), options.timeoutMs ?? 300_000);
  const code = await new Promise<number | null>((done) => child.on("close", done));
  clearTimeout(timer);
  children.delete(child);
  return { code, stdout, stderr };
}

function userEnvironment(): Record<string, string> {
  const home = (userEnvironment.home ??= temporaryFolder("home"));
  const { PATH = "", TZ = "UTC" } = process.env;
  return { PATH, TZ, HOME: home, LANG: "C.UTF-8", NO_COLOR: "1" };
}
userEnvironment.home = undefined as string | undefined;

export interface Server {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly output: () => string;
  /** Sends the signal and waits for the end of the process. */
  kill(signal: NodeJS.Signals): Promise<number | null>;
  /** Resolves when the process has ended, for whatever reason. */
  readonly ended: Promise<number | null>;
  /** Resident memory in bytes. */
  rss(): number;
}

/** Starts `polyaxon server` and waits until it answers. */
export async function startServer(options: {
  readonly dataDir: string;
  readonly port?: number;
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
}): Promise<Server> {
  const port = options.port ?? (await freePort());
  const child = spawn(
    process.execPath,
    [CLI, "server", "--port", String(port), "--data-dir", options.dataDir, ...(options.args ?? [])],
    { env: { ...userEnvironment(), ...options.env }, stdio: ["ignore", "pipe", "pipe"], cwd: tmpdir() },
  );
  children.add(child);
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  let exit: number | null | undefined;
  const ended = new Promise<number | null>((done) =>
    child.on("close", (code) => {
      exit = code;
      children.delete(child);
      done(code);
    }),
  );
  const url = `http://127.0.0.1:${port}`;
  await waitFor("the server to answer /healthz", async () => {
    if (exit !== undefined) throw new Error(`the server ended with ${exit}:\n${output}`);
    const answer = await fetch(`${url}/healthz`).catch(() => null);
    return answer?.status === 200;
  });
  return {
    url,
    port,
    pid: child.pid!,
    output: () => output,
    ended,
    rss: () => residentBytes(child.pid!),
    async kill(signal) {
      child.kill(signal);
      return await ended;
    },
  };
}

function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}

/** Polls until `condition` holds; fails with what was waited for. Never a bare sleep. */
export async function waitFor<T>(
  what: string,
  condition: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  timeoutMs = 120_000,
): Promise<T> {
  const began = Date.now();
  const deadline = began + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value !== null && value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    // What takes long is asked for more rarely: many waiting at once would keep the processors from what they wait for.
    await new Promise((done) => setTimeout(done, Date.now() - began < 500 ? 50 : 150));
  }
}

/** What the tests look at of the API's answers. */
export interface WireRun {
  readonly uuid: string;
  readonly status: string;
  readonly attempt?: number;
}
export interface WireCondition {
  readonly type: string;
  readonly reason: string | null;
  readonly message: string | null;
}

export const conditionsOf = async (server: Server, uuid: string): Promise<readonly WireCondition[]> =>
  (await getJson<{ status_conditions: WireCondition[] }>(runUrl(server, uuid, "/statuses"))).status_conditions;

export async function getJson<T>(url: string): Promise<T> {
  const answer = await fetch(url);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`GET ${url}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}

/** Submits a file by the CLI and returns the run's uuid. */
export async function submit(
  server: Server,
  file: { readonly folder: string; readonly yaml: string; readonly name?: string },
  args: readonly string[] = [],
): Promise<string> {
  const path = join(file.folder, file.name ?? "polyaxonfile.yaml");
  writeFileSync(path, file.yaml);
  const result = await polyaxon(["run", "-f", path, "-p", PROJECT, "-o", "json", ...args], {
    cwd: file.folder,
    host: server.url,
  });
  if (result.code !== 0) throw new Error(`run failed with ${result.code}:\n${result.stdout}\n${result.stderr}`);
  const uuid = /"uuid":\s*"([0-9a-f]{32})"/.exec(result.stdout)?.[1];
  if (uuid === undefined) throw new Error(`no uuid in:\n${result.stdout}`);
  return uuid;
}

export const PROJECT = "e2e";

export async function createProject(server: Server): Promise<void> {
  await post(`${server.url}/api/v1/default/projects/create`, { name: PROJECT });
}

/** As `submit`, over the API: without a process of the CLI, where a test submits much. */
export async function submitOperation(server: Server, yaml: string): Promise<string> {
  const { uuid } = await post<{ uuid: string }>(`${server.url}/api/v1/default/${PROJECT}/runs`, { content: yaml });
  return uuid;
}

export async function post<T>(url: string, body: object = {}): Promise<T> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`POST ${url}: ${answer.status} ${text}`);
  return (text === "" ? {} : JSON.parse(text)) as T;
}

export const runUrl = (server: Pick<Server, "url">, uuid: string, rest = ""): string =>
  `${server.url}/api/v1/default/${PROJECT}/runs/${uuid}${rest}`;

const FINAL = new Set(["succeeded", "failed", "stopped", "skipped", "upstream_failed"]);

export async function untilFinal(server: Server, uuid: string, timeoutMs = 300_000): Promise<WireRun> {
  return await waitFor(
    `run ${uuid} to end`,
    async () => {
      const run = await getJson<WireRun>(runUrl(server, uuid)).catch(() => null);
      return run !== null && FINAL.has(run.status) ? run : null;
    },
    timeoutMs,
  );
}

/** The run's log text as a reader gets it through the API, page by page. */
export async function logText(server: Server, uuid: string): Promise<string> {
  const result = await polyaxon(["ops", "logs", "-uid", uuid, "-p", PROJECT, "--no-follow"], { host: server.url });
  if (result.code !== 0) throw new Error(`ops logs failed:\n${result.stderr}`);
  return result.stdout;
}

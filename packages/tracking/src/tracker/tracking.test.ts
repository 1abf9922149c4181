import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseEventFile } from "../formats/event-file.ts";
import { parseSpoolRecord, type SpoolRecord } from "../formats/spool.ts";

const UUID = "0123456789abcdef0123456789abcdef";
const ENTRY = new URL("../index.ts", import.meta.url).href;
const TSX = pathToFileURL(fileURLToPath(import.meta.resolve("tsx"))).href;

let root: string;
let folder: string;
let children: ChildProcess[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tracking-"));
  folder = join(root, "artifacts", UUID);
  mkdirSync(join(root, "cwd"));
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(root, { recursive: true, force: true });
});

const managed = (): Record<string, string> => ({
  POLYAXON_RUN_INSTANCE: `default.digits.runs.${UUID}`,
  POLYAXON_ARTIFACTS_ROOT: join(root, "artifacts"),
  POLYAXON_TRACKING_SPOOL: join(root, "spool.jsonl"),
});

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script in a real child process, its working folder empty, with the tracker imported. */
function launch(
  body: string,
  env: Record<string, string>,
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const script = join(root, "cwd", "script.mjs");
  writeFileSync(script, `import { tracking } from ${JSON.stringify(ENTRY)};\n${body}`);
  const child = spawn(process.execPath, ["--import", TSX, script], {
    cwd: join(root, "cwd"),
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

function spool(path = join(root, "spool.jsonl")): SpoolRecord[] {
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  return lines.map(parseSpoolRecord).filter((record) => record !== null);
}

const artifactsIn = (records: readonly SpoolRecord[]) =>
  records.flatMap((record) => (record.type === "artifact" ? [record.artifact] : []));
const metric = (name: string) =>
  parseEventFile("metric", readFileSync(join(folder, "events", "metric", `${name}.plx`), "utf8"));

async function until(condition: () => boolean, what: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; !condition();) {
    if (Date.now() > deadline) throw new Error(`still waiting for ${what}`);
    await new Promise((resume) => setTimeout(resume, 10));
  }
}

describe("tracker in a managed run", () => {
  it("writes events beside the run and everything else to the spool", async () => {
    const { ended } = launch(
      `import { writeFileSync } from "node:fs";
      tracking.init({ name: "mlp", tags: ["a"] });
      tracking.logParams({ lr: 0.1, layers: [64] });
      for (let step = 0; step < 3; step++) tracking.logMetrics({ "train/loss": 1 / (step + 1), acc: step }, { step });
      tracking.logOutputs({ best: NaN });
      tracking.logTags("b");
      tracking.setDescription("words");
      tracking.log("hello");
      writeFileSync(tracking.outputsPath("nested", "model.json"), "{}");
      tracking.logModel(tracking.outputsPath("nested", "model.json"), { framework: "plain" });
      writeFileSync("notes.csv", "a,b");
      tracking.logArtifact("notes.csv", { kind: "csv", step: 4 });
      console.log(tracking.mode, tracking.runUuid);`,
      managed(),
    );
    const { code, stdout, stderr } = await ended;
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toBe(`hello\nmanaged ${UUID}\n`);

    expect(metric("train__loss").map((row) => [row.step, Number(row.value)])).toEqual([
      [0, 1],
      [1, 0.5],
      [2, 1 / 3],
    ]);
    expect(metric("acc").map((row) => row.value)).toEqual(["0.0", "1.0", "2.0"]);
    const records = spool();
    expect(records).toEqual(
      expect.arrayContaining([
        { type: "tags", tags: ["b"] },
        { type: "inputs", values: { lr: 0.1, layers: [64] } },
        { type: "outputs", values: { best: "NaN" } },
        { type: "description", description: "words" },
        { type: "meta", values: { has_metrics: true } },
        { type: "meta", values: { has_model: true } },
      ]),
    );
    // The operation named the run; a script cannot rename it in passing.
    expect(records.some((record) => record.type === "name")).toBe(false);
    const artifacts = artifactsIn(records);
    expect(artifacts).toContainEqual({
      name: "model",
      kind: "model",
      path: "outputs/nested/model.json",
      summary: { framework: "plain", path: "outputs/nested/model.json", hash: "99914b932bd37a50b983c5e7c90ae93b" },
      is_input: false,
    });
    expect(artifacts).toContainEqual(
      expect.objectContaining({ name: "notes", kind: "csv", path: "assets/csv/notes_4.csv" }),
    );
    expect(artifacts).toContainEqual(expect.objectContaining({ name: "env", kind: "env", path: "outputs/env.json" }));
    expect(JSON.parse(readFileSync(join(folder, "outputs", "env.json"), "utf8"))).toMatchObject({
      node: process.version,
    });
    const rows = parseEventFile("csv", readFileSync(join(folder, "events", "csv", "notes.plx"), "utf8"));
    expect(rows[0]).toMatchObject({ step: 4, value: '{"kind":"csv","path":"assets/csv/notes_4.csv"}' });
  });

  it.each([
    ["a program that never waits", ""],
    ["a program that exits at once", "process.exit(0);"],
    ["a program that waits", "await new Promise((resume) => setTimeout(resume, 500));"],
  ])("records the commit and the environment of %s", async (_, rest) => {
    const cwd = join(root, "cwd");
    const git = (...args: string[]): string =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd, encoding: "utf8" });
    git("init", "-q", "-b", "trunk");
    git("commit", "-q", "--allow-empty", "-m", "first");
    const { code, stderr } = await launch(`tracking.init();\n${rest}`, managed()).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const kinds = artifactsIn(spool()).map((artifact) => artifact.kind);
    expect(kinds.toSorted()).toEqual(["coderef", "env"]);
    expect(artifactsIn(spool())).toContainEqual(
      expect.objectContaining({
        name: git("rev-parse", "HEAD").trim(),
        summary: expect.objectContaining({ branch: "trunk", is_dirty: false }),
      }),
    );
  });

  it("keeps what a synchronous loop flushed when the process is killed", async () => {
    // The event loop never turns: no timer, no exit handler. The loop tells how far it was before it logs on.
    const { child, ended } = launch(
      `import { writeSync } from "node:fs";
      for (let step = 0; ; step++) {
        tracking.logMetric("loss", step, { step });
        if (step % 1000 === 0) { tracking.flush(); writeSync(1, step + "\\n"); }
      }`,
      managed(),
    );
    let said = "";
    child.stdout?.on("data", (chunk: Buffer) => (said += chunk.toString()));
    await until(() => said.split("\n").length > 5, "the loop");
    child.kill("SIGKILL");
    const { signal, stdout } = await ended;
    expect(signal).toBe("SIGKILL");
    const flushed = Number(stdout.trimEnd().split("\n").at(-1));
    const steps = metric("loss").map((row) => row.step);
    expect(steps.length).toBeGreaterThan(flushed);
    // All but the last row, which the kill may have cut, are whole and in order.
    expect(steps.slice(0, -1).every((step, index) => step === index)).toBe(true);
  });

  it("flushes within a synchronous loop without being asked", async () => {
    const { child, ended } = launch(
      `for (let step = 0; ; step++) tracking.logMetric("loss", step, { step });`,
      managed(),
    );
    const path = join(folder, "events", "metric", "loss.plx");
    await until(() => existsSync(path) && metric("loss").length > 10_000, "rows on disk");
    child.kill("SIGKILL");
    await ended;
  });

  it("flushes from a timer while the program waits", async () => {
    const { child, ended } = launch(
      `tracking.logMetric("loss", 1); tracking.logMetric("loss", 2); setInterval(() => {}, 1000);`,
      managed(),
    );
    const path = join(folder, "events", "metric", "loss.plx");
    await until(() => existsSync(path) && metric("loss").length === 2, "both rows on disk");
    child.kill("SIGKILL");
    await ended;
  });

  it.each([
    ["process.exit(3)", 3],
    ["throw new Error('boom')", 1],
    ["await Promise.reject(new Error('boom'))", 1],
    ["process.exitCode = 4", 4],
    ["await tracking.end('failed')", 1],
    ["await tracking.end()", 0],
  ])("keeps the program's exit code and its last values: %s", async (ending, expected) => {
    const { code } = await launch(
      `tracking.logMetric("loss", 1); tracking.logMetric("loss", 2); tracking.logOutputs({ a: 1 });\n${ending};`,
      managed(),
    ).ended;
    expect(code).toBe(expected);
    expect(metric("loss")).toHaveLength(2);
    expect(spool()).toContainEqual({ type: "outputs", values: { a: 1 } });
  });

  it("goes on after the torn line and the rows of an attempt before it", async () => {
    writeFileSync(join(root, "spool.jsonl"), '{"type":"outputs","values":{"a":1}}\n{"type":"outp');
    const body = `tracking.logMetric("loss", 1, { step: 0 }); tracking.logOutputs({ b: 2 });`;
    await launch(body, managed()).ended;
    await launch(body, managed()).ended;
    expect(spool()).toContainEqual({ type: "outputs", values: { b: 2 } });
    expect(readFileSync(join(folder, "events", "metric", "loss.plx"), "utf8").match(/step\|/g)).toHaveLength(1);
    expect(metric("loss")).toHaveLength(2);
  });

  it("never throws: bad values and an unwritable place cost one line each", async () => {
    writeFileSync(join(root, "artifacts"), "a file where a folder should be");
    const { code, stderr } = await launch(
      `const ring = {}; ring.ring = ring;
      tracking.logOutputs({ ring }); tracking.logOutputs({ ring });
      tracking.logMetric("loss", "high");
      tracking.logArtifact("no-such-file");
      for (let i = 0; i < 5; i++) { tracking.logMetric("loss", i); tracking.flush(); }
      console.log("done");`,
      managed(),
    ).ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(/cannot write tracking data/);
    expect(stderr).toMatch(/no JSON form/);
    expect(stderr).toMatch(/expected a number, found string/);
    expect(stderr.match(/cannot write tracking data/g)).toHaveLength(1);
  });
});

describe("tracker without a run", () => {
  it("does nothing under POLYAXON_NO_OP", async () => {
    const { code, stdout, stderr } = await launch(
      `tracking.init(); tracking.logMetric("a", 1); tracking.logOutputs({ a: 1 }); await tracking.end(); console.log(tracking.mode);`,
      { ...managed(), POLYAXON_NO_OP: "true" },
    ).ended;
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "off\n", stderr: "" });
    expect(existsSync(folder)).toBe(false);
    expect(spool()).toEqual([]);
  });

  it("goes on when no server answers, says so once, and keeps the data", async () => {
    const env = {
      POLYAXON_HOST: "http://127.0.0.1:9",
      POLYAXON_PROJECT: "digits",
      POLYAXON_ARTIFACTS_ROOT: join(root, "artifacts"),
      POLYAXON_TIMEOUT: "1",
    };
    const { code, stdout, stderr } = await launch(
      `tracking.init(); for (let i = 0; i < 3; i++) { tracking.logMetric("a", i); await new Promise((r) => setTimeout(r, 50)); }
      console.log(tracking.outputsPath());`,
      env,
    ).ended;
    expect(code).toBe(0);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stderr).toMatch(/cannot reach http:\/\/127\.0\.0\.1:9/);
    const run = join(stdout.trim(), "..");
    expect(stderr).toContain(`polyaxon ops push --path ${run} sends it later`);
    expect(JSON.parse(readFileSync(join(run, "run.plx.json"), "utf8"))).toMatchObject({ outputs: { a: 2 } });
    expect(parseEventFile("metric", readFileSync(join(run, "events", "metric", "a.plx"), "utf8"))).toHaveLength(3);
    expect(spool(join(run, ".tracking", "spool.jsonl"))).toContainEqual({
      type: "meta",
      values: { has_metrics: true },
    });
  });
});

describe("tracker with a server", () => {
  interface Call {
    readonly method: string;
    readonly path: string;
    readonly body: string;
    readonly authorization: string | undefined;
  }
  let server: Server;
  let calls: Call[];

  beforeEach(async () => {
    calls = [];
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { method = "", url: path = "" } = request;
        calls.push({
          method,
          path,
          body: Buffer.concat(chunks).toString(),
          authorization: request.headers.authorization,
        });
        response.setHeader("content-type", "application/json");
        response.statusCode = path.endsWith("/runs") ? 201 : 200;
        response.end(JSON.stringify({ uuid: UUID }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const online = (): Record<string, string> => ({
    POLYAXON_HOST: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    POLYAXON_AUTH_TOKEN: "secret",
    POLYAXON_PROJECT: "me/digits",
    POLYAXON_ARTIFACTS_ROOT: join(root, "artifacts"),
  });
  const statuses = () =>
    calls.filter((call) => call.path.endsWith("/statuses")).map((call) => JSON.parse(call.body).condition);
  const patches = () =>
    calls
      .filter((call) => call.method === "PATCH")
      .reduce((sum, call) => {
        const { inputs, outputs } = JSON.parse(call.body);
        return { ...sum, ...inputs, ...outputs };
      }, {});

  it("creates the run, and sends statuses, documents, files and lineage", async () => {
    const { code, stderr } = await launch(
      `tracking.init({ name: "mlp", tags: ["x"] });
      tracking.logParams({ lr: 0.1 });
      tracking.logMetric("loss", 2, { step: 0 });
      tracking.logMetric("loss", 1, { step: 1 });
      tracking.logOutputs({ done: true });
      (await import("node:fs")).writeFileSync(tracking.outputsPath("model.json"), "{}");`,
      online(),
    ).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(calls[0]).toMatchObject({ method: "POST", path: "/api/v1/me/digits/runs", authorization: "Token secret" });
    expect(JSON.parse(calls[0]?.body ?? "")).toEqual({
      is_managed: false,
      managed_by: "user",
      name: "mlp",
      tags: ["x"],
    });
    expect(statuses()).toMatchObject([
      { type: "running", status: true, reason: "PolyaxonClient" },
      { type: "succeeded", status: true },
    ]);
    expect(patches()).toEqual({ lr: 0.1, done: true, loss: 1 });
    const uploads = calls.filter((call) => call.path === `/streams/v1/default/me/digits/runs/${UUID}/artifact`);
    expect(uploads.some((call) => call.body.includes('{"untar":false,"path":"events/metric","overwrite":true}'))).toBe(
      true,
    );
    expect(uploads.some((call) => call.body.includes("1|") && call.body.includes("step|timestamp|metric"))).toBe(true);
    expect(uploads.some((call) => call.body.includes('filename="model.json"'))).toBe(true);
    const lineage = calls
      .filter((call) => call.path.endsWith("/lineage/artifacts"))
      .flatMap((call) => JSON.parse(call.body).artifacts);
    expect(lineage).toContainEqual(
      expect.objectContaining({
        name: "loss",
        kind: "metric",
        path: "events/metric/loss.plx",
        summary: expect.objectContaining({ is_event: true }),
      }),
    );
  });

  it.each([
    ["throw new Error('boom')", "failed"],
    ["process.exit(2)", "failed"],
    ["process.exit(0)", "succeeded"],
  ])("tells the end of a synchronous program: %s", async (ending, status) => {
    await launch(`tracking.logMetric("loss", 5, { step: 0 });\n${ending};`, online()).ended;
    expect(statuses().at(-1)).toMatchObject({ type: status, reason: "ExitHandler" });
    expect(patches()).toEqual({ loss: 5 });
  });
});

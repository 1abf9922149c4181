import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { decodePointBlock } from "../series/point-block.ts";
import { createOnlineRun } from "./online-run.ts";
import { createRecorder } from "./recorder.ts";

let root: string;
let server: Server;
const calls: { readonly path: string; readonly bytes: Buffer; readonly status: number }[] = [];
/** What the server answers to points, one after the other; then 200. */
let answers: number[] = [];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "online-"));
  mkdirSync(join(root, "run"));
  calls.length = 0;
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { url: path = "" } = request;
      const status = path.endsWith("/packed") ? (answers.shift() ?? 200) : 200;
      calls.push({ path, bytes: Buffer.concat(chunks), status });
      response.statusCode = status;
      response.end(JSON.stringify({ uuid: "0123456789abcdef0123456789abcdef" }));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(root, { recursive: true, force: true });
});

function start() {
  const said: string[] = [];
  const warn = (message: string): void => void said.push(message);
  const run = createOnlineRun({
    folder: join(root, "run"),
    server: {
      host: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      headers: {},
      owner: "default",
      project: "digits",
      projectFrom: "option",
      uuid: null,
      timeoutSeconds: 10,
    },
    kept: "",
    create: { name: undefined, description: undefined, tags: [] },
    warn,
  });
  const recorder = createRecorder({
    folder: join(root, "run"),
    spool: join(root, "run/.tracking/spool.jsonl"),
    now: () => Date.now(),
    warn,
    onWrite: run.changed,
    onRecord: run.record,
  });
  return { recorder, run, said };
}

const packed = () => calls.filter(({ path }) => path.endsWith("/series/packed"));
const uploads = () => calls.filter(({ path }) => path.endsWith("/artifact"));
async function untilPacked(count: number): Promise<void> {
  for (const deadline = Date.now() + 60_000; packed().length < count;) {
    if (Date.now() > deadline) throw new Error(`still waiting for ${count} batches`);
    await new Promise((resume) => setTimeout(resume, 10));
  }
}

it("points of many metrics go in few requests, again after a fault of the server, each at least once", async () => {
  answers = [503];
  const { recorder, run, said } = start();
  for (let step = 0; step < 1_000; step += 1)
    for (let metric = 0; metric < 20; metric += 1) recorder.metric(`m${metric}`, step, step, null);
  recorder.flush();
  await untilPacked(2);
  recorder.metric("m0", 1_000, 1_000, null);
  recorder.flush();
  await run.finish("succeeded", "Test");
  expect(packed().map(({ status }) => status)).toEqual([503, 200, 200]);
  const taken = packed()
    .filter(({ status }) => status === 200)
    .flatMap(({ bytes }) => decodePointBlock(bytes, { maxSeries: 1_000, maxPoints: 500_000 }));
  expect(taken).toHaveLength(21);
  expect(taken.reduce((sum, { steps }) => sum + steps.length, 0)).toBe(20_001);
  expect(uploads().filter(({ bytes }) => bytes.includes("step|timestamp|metric"))).toHaveLength(20);
  expect(said.filter((line) => !line.startsWith("cannot reach"))).toEqual([]);
});

it("go as files, without a word, to a server that knows no batches", async () => {
  answers = [404];
  const { recorder, run, said } = start();
  recorder.metric("loss", 1, 0, null);
  recorder.flush();
  await untilPacked(1);
  recorder.metric("loss", 2, 1, null);
  recorder.flush();
  await run.finish("succeeded", "Test");
  expect(packed()).toHaveLength(1);
  expect(uploads().at(-1)?.bytes.toString()).toContain("1|");
  expect(said).toEqual([]);
});

it("files that are gone or cannot be read do not keep back the end of the run", async () => {
  const { recorder, run, said } = start();
  for (const name of ["loss", "acc"]) recorder.metric(name, 1, 0, null);
  recorder.flush();
  await untilPacked(1);
  recorder.metric("loss", 2, 1, null);
  recorder.metric("acc", 3, 1, null);
  recorder.flush();
  rmSync(join(root, "run/events/metric/loss.plx"));
  mkdirSync(join(root, "run/not-a-file"));
  run.changed("not-a-file");
  await run.finish("succeeded", "Test");
  expect(said).toEqual([expect.stringMatching(/^cannot send .*not-a-file: EISDIR/)]);
  expect(uploads().at(-1)?.bytes.toString()).toContain("1|");
  expect(calls.at(-1)).toMatchObject({ path: expect.stringMatching(/statuses$/) as string });
  expect(calls.at(-1)?.bytes.toString()).toContain("succeeded");
});

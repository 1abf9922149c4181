import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { runCli } from "./testing/run-cli.ts";
import { sampleRun, uuidOf } from "./testing/sample-runs.ts";

const a = uuidOf("a");
let cwd: string;
let server: Server;
/** What it was asked to change. */
let asked: string[];

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), "plx-upload-"));
  writeFileSync(join(cwd, "model.pt"), "weights");
  asked = [];
  server = createServer((request, response) => {
    const { method = "", url = "" } = request;
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const isUpload = url.startsWith("/streams/");
      if (method === "POST") asked.push(isUpload ? "upload" : `${url.split("/").at(-1)}: ${body}`);
      response.writeHead(isUpload ? 413 : 200, { "Content-Type": "application/json", Connection: "close" });
      response.end(JSON.stringify(isUpload ? { detail: "the disk is full" } : sampleRun({ uuid: a })));
    });
  });
  await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening));
});
afterEach(async () => {
  await new Promise((closed) => server.close(closed));
  rmSync(cwd, { recursive: true });
});

const upload = (...words: string[]) =>
  runCli(["ops", "-uid", a, "upload", "--path-from", "model.pt", ...words], {
    cwd,
    host: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });

describe("polyaxon ops upload that fails", () => {
  it("leaves the run as it is", async () => {
    expect((await upload()).said).toContain("the disk is full");
    expect(asked).toEqual(["upload"]);
  });

  it("ends it as failed with the reason, where --sync-failure says so", async () => {
    const { code, said } = await upload("--sync-failure", "-ag", "x", "--ignore-agent-host");
    expect([code === 0, said]).toEqual([false, expect.stringContaining("the disk is full")]);
    expect(asked).toEqual(["upload", expect.stringMatching(/^statuses: .*"failed".*UploadFailed.*the disk is full/)]);
  });
});

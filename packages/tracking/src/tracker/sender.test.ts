import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Worker } from "node:worker_threads";
import { afterEach, expect, it } from "vitest";
import type { WireRequest } from "./outbox.ts";
import { send, sendAllNow } from "./sender.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serving(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((listening) => server?.listen(0, "127.0.0.1", listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const points: WireRequest = { kind: "points", path: "/runs/{run}/series/packed", body: new Uint8Array([1]) };

it("what an address sends elsewhere is not taken for sent: it would arrive without its body", async () => {
  const asked: string[] = [];
  const host = await serving(({ method, url }, response) => {
    asked.push(`${method} ${url}`);
    if (url?.startsWith("/there") === true) response.end("{}");
    else response.writeHead(301, { location: `/there${url}` }).end();
  });
  const to = { host, headers: {}, timeoutSeconds: 5 };
  await expect(send(to, points, "a")).rejects.toThrow("sends requests to /there/runs/a/series/packed");
  expect(asked).toEqual(["POST /runs/a/series/packed"]);
});

it("nor is it at the end of a process", async () => {
  // The thread of the test waits for it, so that another one answers.
  const code = `const { parentPort } = require("node:worker_threads");
    const server = require("node:http").createServer(({ url }, response) =>
      url.startsWith("/there") ? response.end("{}") : response.writeHead(301, { location: "/there" + url }).end());
    server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));`;
  const thread = new Worker(code, { eval: true });
  const port = await new Promise<number>((told) => thread.once("message", told));
  const to = { host: `http://127.0.0.1:${port}`, headers: {}, timeoutSeconds: 20 };
  const told = sendAllNow(to, { run: "a", create: points, createProject: null, requests: [points] });
  await thread.terminate();
  expect(told).toMatchObject({ unsent: 1, unreachable: expect.stringContaining("/there/runs/a") as string });
});

it("an answer that does not end is given up in time, whatever is collected meanwhile", async () => {
  const host = await serving((_request, response) => void response.writeHead(200).write("{"));
  setFlagsFromString("--expose-gc");
  const collecting = setInterval(runInNewContext("gc") as () => void, 20);
  try {
    await expect(send({ host, headers: {}, timeoutSeconds: 0.2 }, points, "a")).rejects.toThrow(/timeout/);
  } finally {
    clearInterval(collecting);
  }
});

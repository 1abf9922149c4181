import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createClient } from "@polyaxon/client";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { CliContext } from "./cli-context.ts";
import { runNews } from "./run-news.ts";

const RUN = "a".repeat(32);
let answer: (response: ServerResponse) => void;
let sleeps: number[];
const server = createServer((_request, response) => answer(response));
const context = {
  // Ends only when it is told to, but for the short pause between two looks.
  sleep: async (ms: number, signal?: AbortSignal) => {
    sleeps.push(ms);
    if (ms < 1_000) return;
    await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
  },
} as CliContext;

beforeEach(async () => {
  sleeps = [];
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
const news = () => {
  const { port } = server.address() as AddressInfo;
  return runNews(
    context,
    createClient({ host: `http://127.0.0.1:${port}` }).runs("p"),
    RUN,
    new AbortController().signal,
  );
};
const event = (version: number) =>
  `event: runs\nid: e.${version}\ndata: {"runs":[{"uuid":"${RUN}","version":${version}}]}\n\n`;

it("tells of a run as its events come, and by time after they broke off", async () => {
  let stream = null as ServerResponse | null;
  answer = (response) => {
    stream = response;
    response.writeHead(200, { "content-type": "text/event-stream" }).write(event(1));
  };
  const changes = await news();
  await changes.next();
  stream!.write(event(2));
  await changes.next();
  stream!.end();
  await changes.next();
  expect(sleeps).not.toContain(500);
  await changes.next();
  expect(sleeps.at(-1)).toBe(500);
});

it("hangs up when it is done with", async () => {
  let hungUp = null as Promise<void> | null;
  answer = (response) => {
    hungUp = new Promise((resolve) => response.once("close", resolve));
    response.writeHead(200, { "content-type": "text/event-stream" }).write(":\n\n");
  };
  const changes = await news();
  changes.close();
  await hungUp;
});

it("tells by time where a server has no events", async () => {
  answer = (response) => response.writeHead(404, { "content-type": "application/json" }).end('{"detail":"Not found."}');
  await (await news()).next();
  expect(sleeps).toEqual([500]);
});

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { RunId } from "@polyaxon/orchestrator";
import { afterEach, describe, expect, it } from "vitest";
import { httpAgentProtocol, type ServerHello } from "./http-agent-protocol.ts";
import { serverCalls } from "./server-calls.ts";

const HELLO = { name: "far", version: "0.1.0", slots: 1, queues: [], instance: "folder-1" };
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** A server that answers everything with one thing, or never. */
async function serverSaying(
  answer: Answer | "nothing",
): Promise<{ url: string; bodies: unknown[]; open: () => number }> {
  const bodies: unknown[] = [];
  let open = 0;
  const server = createServer((request, response) => {
    open += 1;
    response.on("close", () => (open -= 1));
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      bodies.push(text === "" ? null : JSON.parse(text));
      if (answer === "nothing") return;
      response.writeHead(answer.status ?? 200, { "content-type": "application/json", ...answer.headers });
      response.end(JSON.stringify(answer.body ?? {}));
    });
  });
  await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies, open: () => open };
}

const protocolTo = (url: string, onServer?: (server: ServerHello) => void) =>
  httpAgentProtocol({ call: serverCalls({ url, token: "plxg_x" }), ...(onServer === undefined ? {} : { onServer }) });

describe("versions that differ", () => {
  it("works with a server that says more than is known here", async () => {
    let heard: ServerHello | null = null;
    const server = await serverSaying({
      body: {
        name: "far",
        held: [],
        server: { version: "9.0.0", protocol: 1, oldest_agent: "0.1.0", moon: "full" },
        later: { x: 1 },
      },
    });
    expect(await protocolTo(server.url, (hello) => (heard = hello)).register(HELLO)).toEqual({
      held: [],
      afterAnother: false,
    });
    expect(heard).toEqual({ name: "far", version: "9.0.0", protocol: 1, oldestAgent: "0.1.0" });
    expect(server.bodies[0]).toEqual({ version: "0.1.0", protocol: 1, slots: 1, queues: [], instance: "folder-1" });
  });

  it("works with a server that says less", async () => {
    const protocol = protocolTo((await serverSaying({ body: {} })).url);
    expect(await protocol.register(HELLO)).toMatchObject({ held: [] });
    const poll = protocol.poll({ agent: "far", freeSlots: 1, waitMs: 1 }, new AbortController().signal);
    expect(await poll).toEqual({ claims: [], stop: [] });
    expect(await protocol.track("far", { run: "0".repeat(32) as RunId, attempt: 1 }, {})).toBe("accepted");
  });
});

describe("what is wrong is said", () => {
  const refusal = async (url: string) =>
    await protocolTo(url)
      .register(HELLO)
      .then(
        () => null,
        (error: unknown) => error as Error & { code?: string; kind?: string },
      );
  const saying = async (status: number, code: string | null, detail: string) =>
    await refusal(
      (await serverSaying({ status, headers: code === null ? {} : { "x-polyaxon-code": code }, body: { detail } })).url,
    );

  it("nobody listens", async () => {
    expect(await refusal("http://127.0.0.1:9")).toMatchObject({ kind: "unreachable", passes: true });
    expect(await refusal("http://no-such-host.invalid")).toMatchObject({ kind: "unreachable" });
  });
  it("no address, or not a server of ours", async () => {
    await expect(async () => protocolTo("plx.example.org").register(HELLO)).rejects.toThrow("https://plx.example.org");
    for (const status of [401, 403])
      expect(await saying(status, null, "log in first")).toMatchObject({ name: "AgentRefused", code: "address" });
    expect(await saying(404, null, "nginx")).toMatchObject({ name: "AgentRefused", code: "address" });
  });
  it("TLS where there is none", async () => {
    const { url } = await serverSaying({});
    expect((await refusal(url.replace("http:", "https:")))?.message).toMatch(/TLS|secure/);
  });
  it("no token, a revoked one, or a person's", async () => {
    const unknown = await saying(401, "unauthenticated", "who are you?");
    expect(unknown).toMatchObject({ name: "AgentRefused", code: "token" });
    expect(unknown?.message).toContain("agent-token create --name");
    expect((await saying(403, "forbidden", "only an agent"))?.message).toContain("agent-token create --name");
  });
  it("a name in use, another major version", async () => {
    expect(await saying(409, "agent-name-taken", "taken")).toMatchObject({ code: "name-taken", message: "taken" });
    expect(await saying(409, "agent-version", "update")).toMatchObject({ code: "version", message: "update" });
  });
  it("a server that cannot now", async () => {
    expect(await saying(503, "store-disk-full", "disk full")).toMatchObject({ kind: "unavailable", passes: true });
    expect(await saying(400, "invalid-request", "bad")).toMatchObject({ kind: "refused", passes: false });
  });
});

it("hangs up when the agent stops waiting, and asks to register again when a claim may have crossed", async () => {
  const server = await serverSaying("nothing");
  const waiting = (freeSlots: number) => {
    const controller = new AbortController();
    const answer = protocolTo(server.url).poll({ agent: "far", freeSlots, waitMs: 60_000 }, controller.signal);
    return { answer, controller };
  };
  for (const [freeSlots, expected] of [
    [1, { claims: [], stop: [], register: true }],
    [0, { claims: [], stop: [] }],
  ] as const) {
    const { answer, controller } = waiting(freeSlots);
    await expect.poll(() => server.open()).toBe(1);
    controller.abort();
    expect(await answer).toEqual(expected);
    await expect.poll(() => server.open()).toBe(0);
  }
});

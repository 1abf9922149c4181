import { createAgentGateway, createRunTokens } from "@polyaxon/orchestrator";
import { expect, test } from "vitest";
import { modelStore } from "../model/model-store.ts";

/* The real gateways of several servers, or of one that is started again, over the model of the store. */

function world() {
  const store = modelStore();
  const now = { at: 1_000_000 };
  const clock = { now: () => now.at, monotonic: () => now.at };
  const tokens = createRunTokens(new Uint8Array(32));
  const server = () => createAgentGateway({ store, tokens, clock });
  const hello = (id: string) => ({
    ...{ name: "a", version: "1", slots: 4, queues: [], instance: "folder" },
    session: { id, before: "unknown" as const },
  });
  return { now, server, hello, store };
}

test("I4: a process that another one followed is not admitted by a server that was started again", async () => {
  const { hello, now, server } = world();
  const first = server();
  await first.register(hello("A"));
  now.at += 100_000;
  await first.register(hello("B"));
  const restarted = server();
  await expect(restarted.admit("a", "A")).rejects.toMatchObject({ code: "superseded" });
  await restarted.admit("a", "B");
});

test("I4: nor by another server of the same database, at which it registered", async () => {
  const { hello, now, server } = world();
  const [here, there] = [server(), server()];
  await here.register(hello("C"));
  await here.admit("a", "C");
  now.at += 100_000;
  await there.register(hello("D"));
  await expect(here.admit("a", "C")).rejects.toMatchObject({ code: "superseded" });
  await here.admit("a", "D");
});

test("an agent whose row says no session is admitted: it registered with an earlier server", async () => {
  const { server, store, hello, now } = world();
  const { instance: _instance, session: _session, ...earlier } = hello("E");
  await store.registerAgent(earlier, now.at);
  await server().admit("a", "E");
});

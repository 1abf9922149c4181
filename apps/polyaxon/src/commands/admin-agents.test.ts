import { afterEach, expect, it } from "vitest";
import { apiStub } from "./testing/api-stub.ts";
import { runCli } from "./testing/run-cli.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const agent = (name: string, state: string, heartbeatAt: string, lostAt: string | null) => ({
  name,
  state,
  version: "0.1.0",
  slots: 2,
  held: 0,
  queues: [],
  registered_at: "2026-11-20T00:00:00Z",
  heartbeat_at: heartbeatAt,
  lost_at: lostAt,
  resources: null,
  taken: { cpu: 0, memory: 0, gpu: 0 },
});

it("tells the state that the server judges by, and since when an agent is lost", async () => {
  const results = [
    agent("live", "here", "2026-11-22T11:59:58Z", null),
    // The local agent of the machine that a backup was made on.
    agent("restored", "silent", "2026-11-22T09:00:00Z", null),
    agent("elsewhere", "lost", "2026-11-22T11:00:00Z", "2026-11-22T11:30:00Z"),
    agent("gpu-box", "revoked", "2026-11-22T11:59:58Z", "2026-11-22T11:30:00Z"),
  ];
  const stub = await apiStub(() => ({ body: { results } }));
  closers.push(() => stub.close());
  const { stdout } = await runCli(["admin", "agents"], { host: stub.url });
  const states = stdout.split("\n").map((line) => line.split(/ {2,}/).slice(0, 2));
  expect(states.slice(1, 5)).toEqual([
    ["live", "here"],
    ["restored", "silent"],
    ["elsewhere", "lost 30m ago"],
    ["gpu-box", "revoked"],
  ]);
});

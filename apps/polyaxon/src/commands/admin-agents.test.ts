import { afterEach, expect, it } from "vitest";
import { apiStub } from "./testing/api-stub.ts";
import { runCli } from "./testing/run-cli.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const agent = (name: string, heartbeatAt: string, lostAt: string | null) => ({
  name,
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

it("an agent that has not called in for long is not here, also where nobody gave it up", async () => {
  const results = [
    agent("live", "2026-11-22T11:59:58Z", null),
    // The local agent of the machine that a backup was made on.
    agent("restored", "2026-11-22T09:00:00Z", null),
    agent("elsewhere", "2026-11-22T11:00:00Z", "2026-11-22T11:30:00Z"),
  ];
  const stub = await apiStub(() => ({ body: { results } }));
  closers.push(() => stub.close());
  const { stdout } = await runCli(["admin", "agents"], { host: stub.url });
  const states = stdout.split("\n").map((line) => line.split(/ {2,}/).slice(0, 2));
  expect(states.slice(1, 4)).toEqual([
    ["live", "here"],
    ["restored", "silent"],
    ["elsewhere", "lost 30m ago"],
  ]);
});

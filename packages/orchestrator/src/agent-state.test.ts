import { expect, it } from "vitest";
import { type AgentPresence, agentState, describeUnserved, unservedQueue } from "./agent-state.ts";

const NOW = 1_000_000;
const listening = { now: NOW, silentMs: 60_000 };
const whyUnserved = (queue: string | null, agents: readonly AgentPresence[]): string | null => {
  const unserved = unservedQueue(queue, agents, listening);
  return unserved && describeUnserved(unserved);
};
const here = { heartbeatAt: NOW - 60_000, lostAt: null, revoked: false, queues: [] as readonly string[] };
const silent = { ...here, heartbeatAt: NOW - 60_001 };
const lost = { ...silent, lostAt: NOW - 1 };
const revoked = { ...lost, revoked: true };

it("an agent is here while it calls in, then silent or lost; one without a token is revoked, whatever else", () => {
  const states = [here, silent, lost, revoked, { ...here, heartbeatAt: NOW + 3_600_000 }];
  expect(states.map((agent) => agentState(agent, listening))).toEqual(["here", "silent", "lost", "revoked", "here"]);
});

it("names what to do where no agent is connected: none at all, or all of them gone", () => {
  for (const agents of [[], [silent, lost, revoked], [{ ...here, revoked: true }]]) {
    expect(whyUnserved(null, agents)).toBe(
      "no agent is connected: start one with `polyaxon agent`, or the server without --no-agent",
    );
  }
});

it("names the queue that no agent serves; what has no queue goes to any agent", () => {
  const gpu = { ...here, queues: ["gpu"] };
  expect(whyUnserved("large", [gpu, { ...silent, queues: ["large"] }])).toBe(
    "no agent serves the queue large: start one with `polyaxon agent --queues large`",
  );
  for (const queue of ["gpu", "", null]) expect(whyUnserved(queue, [gpu])).toBeNull();
  expect(whyUnserved("large", [gpu, here])).toBeNull();
});

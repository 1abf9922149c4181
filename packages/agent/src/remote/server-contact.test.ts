import { AgentRefused, type Logger } from "@polyaxon/orchestrator";
import { beforeEach, expect, it } from "vitest";
import type { ServerCall } from "./server-calls.ts";
import { ServerContact } from "./server-contact.ts";
import { ServerProblem } from "./server-problem.ts";

const lines: string[] = [];
const logger = {
  debug() {},
  info() {},
  error() {},
  warn: ({ awaySeconds }: { awaySeconds?: number }, text: string) =>
    lines.push(awaySeconds === undefined ? text : `${text} ${awaySeconds}`),
} as unknown as Logger;
const CALL: ServerCall = { method: "POST", path: "/poll", timeoutMs: 1 };
const away = new ServerProblem("unreachable", "nobody listens");
let now = 0;
let answer: Error | null = null;
let contact: ServerContact;
let call: () => Promise<unknown>;
beforeEach(() => {
  lines.length = 0;
  now = 0;
  contact = new ServerContact({ server: "http://s", logger, elapsed: () => now });
  const over = contact.over(() => (answer === null ? Promise.resolve(new Response()) : Promise.reject(answer)));
  call = () => over(CALL).catch((error: unknown) => error);
});
const at = async (seconds: number, error: Error | null): Promise<unknown> => {
  now = seconds * 1_000;
  answer = error;
  return await call();
};

it("tells an outage once, reminds ever more rarely, and tells its end", async () => {
  for (let second = 0; second <= 1_000; second += 1) expect(await at(second, away)).toMatchObject({ told: true });
  await at(1_001, null);
  expect(lines).toEqual([
    "the server is away; jobs go on, and what they leave is sent when it is back",
    "the server is still away 60",
    "the server is still away 180",
    "the server is still away 540",
    "the server is back 1001",
  ]);
});

it("says nothing of a server that was only restarted", async () => {
  await at(0, away);
  await at(2, away);
  await at(2.5, null);
  await at(10, null);
  expect(lines).toEqual([]);
});

it("takes a disk that refuses files for no outage, and leaves it to be told by whoever stores them", async () => {
  const full = new ServerProblem("disk", "The disk that holds the artifacts is full.");
  for (let second = 0; second <= 10; second += 1) expect(await at(second, full)).not.toHaveProperty("told");
  await at(11, null);
  expect(lines).toEqual([]);
});

it("takes something else under the server's address for an outage, and a refused request for an answer", async () => {
  await at(0, new AgentRefused("address", "a proxy's page"));
  await at(4, new AgentRefused("address", "a proxy's page"));
  await at(5, new ServerProblem("refused", "no such file"));
  expect(lines).toEqual([expect.stringContaining("is away"), "the server is back 5"]);
});

it("tells, once and for good, that the server will not have this agent", async () => {
  const revoked = new AgentRefused("token", "it was revoked");
  expect(await at(0, revoked)).toMatchObject({ told: true });
  await at(1, new AgentRefused("name-taken", "later"));
  expect(await contact.refused).toBe(revoked);
  expect(lines).toEqual([]);
});

import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Agent, type AgentOptions, createAgent, type Executor, type PlanExecution } from "@polyaxon/agent";
import type { PlanContainer } from "@polyaxon/compiler";
import type { RunId } from "@polyaxon/orchestrator";
import { parseLogLine } from "@polyaxon/tracking";
import { afterEach, beforeEach } from "vitest";
import { processExecutor } from "../src/index.ts";
import { eventually, planFor, silentLogger, systemClock, textOf } from "./attempt-fixture.ts";
import { memoryServer, type MemoryServer } from "./memory-protocol.ts";

export let root: string;
let artifactsRoot: string;
export let server: MemoryServer;
export let agent: Agent;
let executor: Executor;
export const containers = new Map<string, Partial<PlanContainer>>();

/** One agent of its own for each test of a suite, on a server in memory. */
export function agentForEachTest(): void {
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), "plx-agent-"));
    artifactsRoot = join(root, "store");
    server = memoryServer();
    await startAgent();
  });
  afterEach(async () => {
    await stopAgent();
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  });
}

/** Stage two without a compiler: the container that a test gave to the run. */
const planExecution: PlanExecution = (_content, context) => {
  const container = containers.get(context.run.uuid);
  if (container === undefined) return { ok: false, reason: "InvalidOperation", message: "no such container" };
  const plan = planFor({ run: context.run.uuid, attempt: context.run.attempt }, {});
  const [main] = plan.main;
  return {
    ok: true,
    plan: { ...plan, main: [{ ...(main as PlanContainer), ...container, env: context.env }] },
    notices: [],
  };
};

export async function startAgent(slots = 4, session: AgentOptions["session"] = null): Promise<void> {
  executor = processExecutor({ logger: silentLogger, clock: systemClock });
  agent = createAgent({
    name: "test-agent",
    version: "0",
    protocol: server.protocol,
    executor,
    planExecution,
    folder: join(root, "agent"),
    artifactsRoot,
    slots,
    session,
    queues: [],
    host: "http://127.0.0.1:8000",
    namespace: "local",
    hostIdentity: "this-machine",
    env: process.env,
    clock: systemClock,
    logger: silentLogger,
  });
  await agent.start();
}

export async function stopAgent(): Promise<void> {
  await agent.stop();
  await executor.close();
}

export function submit(container: Partial<PlanContainer>, change: Parameters<MemoryServer["submit"]>[1] = {}): RunId {
  const run = randomUUID().replaceAll("-", "") as RunId;
  containers.set(run, container);
  server.submit(run, change);
  return run;
}

export const submitScript = (script: string, change?: Parameters<MemoryServer["submit"]>[1]): RunId =>
  submit({ command: ["sh", "-c"], args: [script] }, change);
export const outcomeOf = (run: RunId) => eventually("the end of the run", () => server.outcomes.get(run)?.[0]);
export const runFolder = (run: RunId): string => join(artifactsRoot, run);
export const scratchOf = (run: RunId): string => join(root, "agent", "attempts", `${run}-1`);
export const logOf = (run: RunId, attempt = 1): string =>
  join(runFolder(run), "plxlogs", `plx-operation-${run}-${attempt}.jsonl`);

export function loggedText(path: string): string {
  let text = "";
  for (const line of (textOf(path) ?? "").split("\n")) {
    const parsed = parseLogLine(line);
    if (parsed !== null) text += parsed.eol === false ? parsed.value : `${parsed.value}\n`;
  }
  return text;
}

import {
  createAgent,
  type Executor,
  httpAgentProtocol,
  remoteRunFiles,
  type ServerHello,
  serverCalls,
  ServerContact,
  ServerProblem,
} from "@polyaxon/agent";
import { planExecution } from "@polyaxon/compiler";
import { nullExecutor, processExecutor } from "@polyaxon/executors";
import { AgentRefused, armDebugPoint } from "@polyaxon/orchestrator";
import { availableParallelism } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { hostIdentity } from "../host-identity.ts";
import { VERSION } from "../version.ts";
import { type AgentFolder, openAgentFolder } from "./agent-folder.ts";
import { systemClock } from "./environment.ts";
import { type HostResourceSettings, hostResources } from "./host-resources.ts";
import { serverLog } from "./server-log.ts";

export interface RemoteAgentOptions {
  /** The server's address, without a slash at its end. */
  readonly server: string;
  /** Of this agent, or of a person, for whom the server then makes one for the agent; null: by account, on one machine. */
  readonly token: string | null;
  readonly name: string;
  readonly dataDir: string;
  readonly queues: readonly string[];
  readonly logLevel: string;
  readonly executor: "process" | "null";
  /** Most attempts at once; default: one for each core. */
  readonly slots?: number;
  /** What this machine has for runs, where it is not to be detected. */
  readonly resources?: HostResourceSettings;
  /** Where this process kills itself, for tests: `name` or `name:nth` of `DEBUG_POINTS`. Default nowhere. */
  readonly debugPoint?: string | null;
}

export interface RunningAgent {
  readonly name: string;
  readonly server: ServerHello;
  readonly slots: number;
  /** Resolves when the server will not have this agent any more; it is to be closed then. */
  readonly refused: Promise<AgentRefused>;
  /** Lets go of every job and leaves it running; the next agent of this folder takes it up again. */
  close(): Promise<void>;
}

const AGENT_TOKEN = "plxg_";
const ASK_AGAIN_MS = 2_000;

/**
 * An agent for a server elsewhere: everything it shares with that server goes over HTTP.
 *
 * A server that does not answer is waited for (`onWaiting` tells why), until `signal` is aborted (then null). One that
 * refuses the agent throws `AgentRefused`.
 */
export async function startRemoteAgent(
  options: RemoteAgentOptions,
  onWaiting: (why: string) => void,
  signal: AbortSignal,
): Promise<RunningAgent | null> {
  armDebugPoint(options.debugPoint ?? null);
  const folder = openAgentFolder(options.dataDir);
  try {
    const saved = isAgentToken(options.token) ? options.token : folder.savedToken(options.server, options.name);
    if (saved !== null) {
      try {
        return await start(options, folder, saved, onWaiting, signal);
      } catch (error) {
        // A token that was made for a person's sake is made anew when it was revoked; one that was given is not.
        if (isAgentToken(options.token) || !(error instanceof AgentRefused) || error.code !== "token") throw error;
      }
    }
    const token = await patiently(() => tokenFor(options), onWaiting, signal);
    if (token === null) return null;
    folder.saveToken(options.server, options.name, token);
    return await start(options, folder, token, onWaiting, signal);
  } catch (error) {
    folder.release();
    throw error;
  }
}

const isAgentToken = (token: string | null): token is string => token?.startsWith(AGENT_TOKEN) === true;

async function tokenFor({ name, server, token }: RemoteAgentOptions): Promise<string> {
  const call = serverCalls({ url: server, token });
  const answer = await call({ method: "POST", path: "/tokens", json: { name }, timeoutMs: 15_000 });
  return ((await answer.json()) as { token: string }).token;
}

async function start(
  options: RemoteAgentOptions,
  folder: AgentFolder,
  token: string,
  onWaiting: (why: string) => void,
  signal: AbortSignal,
): Promise<RunningAgent | null> {
  const logger = serverLog(options.logLevel);
  const contact = new ServerContact({ server: options.server, logger, elapsed: () => systemClock.monotonic() });
  const { before, earlier, mayBeCopy } = folder;
  const session = { id: folder.session, earlier, before, mayBeCopy, onAdmitted: () => folder.admitted() };
  // Before anything else that awaits the refusal lets go of the folder.
  contact.refused
    .then((why) => why.code === "superseded" && folder.superseded())
    .catch((error: unknown) => logger.warn({ error }, "it is not remembered that another process works as this agent"));
  const call = contact.over(serverCalls({ url: options.server, token, session: session.id }));
  const executor: Executor =
    options.executor === "null" ? nullExecutor() : processExecutor({ logger, clock: systemClock });
  let server: ServerHello = { name: options.name, version: "unknown", protocol: 1, oldestAgent: "" };
  const slots = options.slots ?? availableParallelism();
  const agent = createAgent({
    name: options.name,
    version: VERSION,
    protocol: httpAgentProtocol({ onServer: (hello) => (server = hello), call }),
    executor,
    planExecution,
    folder: folder.work,
    artifactsRoot: folder.artifacts,
    openRunFiles: remoteRunFiles({ call, clock: systemClock, logger }),
    instance: folder.instance,
    session,
    slots,
    queues: options.queues,
    resources: await hostResources(options.resources ?? {}, process.env),
    host: options.server,
    namespace: "default",
    hostIdentity: hostIdentity(),
    env: process.env,
    clock: systemClock,
    logger,
  });
  const close = async (): Promise<void> => {
    await agent.stop();
    await executor.close();
    folder.release();
  };
  try {
    const started = await patiently(
      async () => {
        await agent.start();
        return true;
      },
      onWaiting,
      signal,
    );
    if (started === null) {
      await close();
      return null;
    }
    return { name: server.name, server, slots, refused: contact.refused, close };
  } catch (error) {
    await executor.close();
    throw error;
  }
}

/** Null when `signal` was aborted first. */
async function patiently<T>(
  work: () => Promise<T>,
  onWaiting: (why: string) => void,
  signal: AbortSignal,
): Promise<T | null> {
  let told = "";
  while (!signal.aborted) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ServerProblem) || !error.passes) throw error;
      if (error.message !== told) onWaiting(error.message);
      told = error.message;
      await pause(ASK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  return null;
}

import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { SpoolRecord } from "../formats/spool.ts";
import { createOutbox, statusRequest, type WireRequest } from "./outbox.ts";
import { RefusedError, send, sendAllNow } from "./sender.ts";
import type { RunStatus, ServerSettings } from "./settings.ts";

/**
 * Tells a server about a run that this process executes itself. States: *waiting* (no run on the server yet), *running* (created, status
 * posted), *closed* (finished, or the server refused the run: nothing is sent any more).
 * All calls return at once. The server being away costs one warning; calls are tried again ever more rarely, and whatever was not sent
 * stands in the run's folder.
 */
export interface OnlineRun {
  record(record: SpoolRecord): void;
  changed(path: string): void;
  /** Null while waiting. */
  uuid(): string | null;
  /** Sends what is left and the final status; settles after at most the time-out. */
  finish(status: RunStatus, reason: string): Promise<void>;
  /** The same for a process that is exiting. Blocks. */
  finishNow(status: RunStatus, reason: string): void;
}

const FIRST_PAUSE_MS = 1_000;
const PAUSE_MS = 10_000;
/** At the end somebody waits for the prompt: a server that refuses connections costs about a second. */
const LAST_TRIES = 3;

export function createOnlineRun(options: {
  readonly folder: string;
  readonly server: ServerSettings & { readonly project: string };
  readonly create: {
    readonly name: string | undefined;
    readonly description: string | undefined;
    readonly tags: readonly string[];
  };
  readonly warn: (message: string) => void;
}): OnlineRun {
  const { server, folder, warn } = options;
  const outbox = createOutbox(folder, server);
  const createRequest: WireRequest = {
    kind: "json",
    method: "POST",
    path: `/api/v1/${server.owner}/${server.project}/runs`,
    body: { is_managed: false, managed_by: "user", ...options.create },
  };
  const uploaded = new Set<string>();
  let queue: WireRequest[] = [statusRequest(server, "running", "PolyaxonClient", "Run is tracked by its own process")];
  let uuid = server.uuid;
  let closed = false;
  let pauseMs = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | null = null;
  let passing: Promise<boolean> | null = null;

  const kept = `Data stays in ${folder}.`;

  /** @returns false when something is left for another try */
  async function pass(): Promise<boolean> {
    try {
      if (uuid === null) {
        const answer = (await send(server, createRequest, null)) as { readonly uuid?: unknown } | null;
        if (typeof answer?.uuid !== "string") throw new RefusedError(200, "the answer names no run");
        uuid = answer.uuid;
      }
      queue.push(...outbox.take());
      while (queue[0] !== undefined) {
        await send(server, queue[0], uuid).catch((error: unknown) => {
          if (!(error instanceof RefusedError)) throw error;
          warn(`${server.host} refused a tracking call (${error.message}). The run goes on. ${kept}`);
        });
        queue.shift();
      }
      pauseMs = PAUSE_MS;
      return true;
    } catch (error) {
      if (error instanceof RefusedError) {
        closed = true;
        warn(
          `${server.host} refused a run in project ${server.owner}/${server.project} (${error.message}). The run goes on untracked. ${kept}`,
        );
        return true;
      }
      warn(`cannot reach ${server.host} (${reasonOf(error)}). The run goes on and tracking tries again. ${kept}`);
      pauseMs = Math.min(pauseMs * 2, 60_000);
      return false;
    }
  }

  function runPass(): Promise<boolean> {
    passing ??= pass().finally(() => {
      passing = null;
    });
    return passing;
  }

  function schedule(delayMs: number): void {
    if (closed || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      runPass()
        .then((done) => {
          if (!done || !outbox.isEmpty()) schedule(pauseMs);
        })
        .catch((error: unknown) => warn(`tracking stopped: ${reasonOf(error)}. ${kept}`));
    }, delayMs).unref();
  }

  function stop(): void {
    closed = true;
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }

  /** Files that the program wrote to `outputs/` without saying so belong to the run as well. */
  function addOutputs(): void {
    try {
      for (const entry of readdirSync(join(folder, "outputs"), { recursive: true, withFileTypes: true })) {
        const path = relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/");
        if (entry.isFile() && !uploaded.has(path)) changed(path);
      }
    } catch {
      // No outputs.
    }
  }

  function changed(path: string): void {
    if (closed || path.startsWith(".tracking/") || path.startsWith("..")) return;
    uploaded.add(path);
    outbox.changed(path);
    schedule(pauseMs);
  }

  schedule(0);
  return {
    record(record) {
      if (closed) return;
      outbox.record(record);
      schedule(pauseMs);
    },
    changed,
    uuid: () => uuid,
    async finish(status, reason) {
      if (closed) return;
      addOutputs();
      const deadline = Date.now() + server.timeoutSeconds * 1000;
      await passing;
      queue.push(...outbox.take(), statusRequest(server, status, reason, ""));
      for (let tries = 1; !closed && !(await runPass()) && tries < LAST_TRIES; tries++) {
        const pause = 200 * 2 ** tries;
        if (Date.now() + pause > deadline) break;
        await new Promise((resume) => setTimeout(resume, pause));
      }
      stop();
    },
    finishNow(status, reason) {
      if (closed) return;
      addOutputs();
      stop();
      const requests = [...queue, ...outbox.take(), statusRequest(server, status, reason, "")];
      queue = [];
      if (!sendAllNow(server, uuid, createRequest, requests))
        warn(`cannot reach ${server.host} at the end of the run. ${kept}`);
    },
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause;
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : error.message;
}

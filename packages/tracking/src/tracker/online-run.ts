import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { SpoolRecord } from "../formats/spool.ts";
import { lastRequests } from "./last-requests.ts";
import { createOutbox, statusRequest, type WireRequest } from "./outbox.ts";
import { markSent } from "./run-folder.ts";
import { RefusedError, send, sendAllNow, UnsendableError } from "./sender.ts";
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
const PAUSE_MS = 2_000;
/** Files are sent whole, so not as often as points. */
const FILES_EVERY_MS = 10_000;
/** At the end somebody waits for the prompt: a server that refuses connections costs about a second. */
const LAST_TRIES = 3;

export function createOnlineRun(options: {
  readonly folder: string;
  readonly server: ServerSettings;
  /** Says where the data stays when the server does not take it. */
  readonly kept: string;
  readonly create: {
    readonly name: string | undefined;
    readonly description: string | undefined;
    readonly tags: readonly string[];
  };
  readonly warn: (message: string) => void;
}): OnlineRun {
  const { server, folder, kept, warn } = options;
  const outbox = createOutbox(folder, server);
  const createRequest: WireRequest = {
    kind: "json",
    method: "POST",
    path: `/api/v1/${server.owner}/${server.project}/runs`,
    body: { is_managed: false, managed_by: "user", ...options.create },
  };
  /** Only a project that the folder's name stands for is made on the way; one that somebody named must exist. */
  const createProject: WireRequest | null =
    server.projectFrom === "folder"
      ? {
          kind: "json",
          method: "POST",
          path: `/api/v1/${server.owner}/projects/create`,
          body: { name: server.project },
        }
      : null;
  const uploaded = new Set<string>();
  const queue: WireRequest[] = [
    statusRequest(server, "running", "PolyaxonClient", "Run is tracked by its own process"),
  ];
  let uuid = server.uuid;
  let closed = false;
  /** The server refused something: the files are the only whole record. */
  let refused = false;
  let pauseMs = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | null = null;
  let passing: Promise<boolean> | null = null;
  let filesSentAt = 0;
  /** The last word about the run, once there is one: what is still in the outbox goes before it. */
  let ending: WireRequest | null = null;

  async function createRun(): Promise<string> {
    const answer = (await send(server, createRequest, null)) as { readonly uuid?: unknown } | null;
    if (typeof answer?.uuid !== "string") throw new RefusedError(200, "the answer names no run");
    return answer.uuid;
  }

  async function createRunAndProject(): Promise<string> {
    try {
      return await createRun();
    } catch (error) {
      if (!(error instanceof RefusedError) || error.status !== 404 || createProject === null) throw error;
      // Refused: somebody else made it just now, or the second try says why not.
      const made = await send(server, createProject, null).catch((cause: unknown) => {
        if (cause instanceof RefusedError) return cause;
        throw cause;
      });
      if (!(made instanceof RefusedError)) warn(createdProject(server));
      return await createRun();
    }
  }

  function tellRefusedRun(error: RefusedError): void {
    closed = true;
    refused = true;
    warn(`${refusedRun(server, error)} The run goes on untracked. ${kept}`);
  }

  function tellRefusedCall(error: RefusedError): void {
    refused = true;
    warn(`${server.host} refused a tracking call (${error.message}). The run goes on. ${kept}`);
  }

  function tellUnsendable(error: UnsendableError): void {
    refused = true;
    warn(`cannot send ${error.message}. The run goes on. ${kept}`);
  }

  /** @returns false when something is left for another try */
  async function pass(): Promise<boolean> {
    try {
      uuid ??= await createRunAndProject();
      for (let taken = false; ;) {
        if (queue.length === 0 && (!taken || outbox.isBehind())) {
          queue.push(...outbox.take(dueNow()));
          taken = true;
        }
        const next = queue[0] ?? ending;
        if (next === null) break;
        await send(server, next, uuid).catch((error: unknown) => {
          if (error instanceof UnsendableError) return tellUnsendable(error);
          if (!(error instanceof RefusedError)) throw error;
          if (next.kind !== "points" || !isUnknownRoute(error)) tellRefusedCall(error);
          if (next.kind !== "points") return;
          outbox.withoutBatches();
          taken = false;
        });
        if (next === ending) ending = null;
        else queue.shift();
      }
      pauseMs = PAUSE_MS;
      return true;
    } catch (error) {
      if (error instanceof RefusedError) {
        tellRefusedRun(error);
        return true;
      }
      warn(`cannot reach ${server.host} (${reasonOf(error)}). The run goes on and tracking tries again. ${kept}`);
      pauseMs = Math.min(pauseMs * 2, 60_000);
      return false;
    }
  }

  function dueNow(): "points" | "files" | "all" {
    if (ending !== null) return "all";
    if (Date.now() - filesSentAt < FILES_EVERY_MS) return "points";
    filesSentAt = Date.now();
    return "files";
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

  function tellNow(requests: readonly WireRequest[]): void {
    const last = sendAllNow(server, { run: uuid, create: createRequest, createProject, requests });
    if (last.createdProject) warn(createdProject(server));
    if (last.refused !== null) {
      const error = new RefusedError(last.refused.status, last.refused.text);
      if (last.unsent === requests.length) tellRefusedRun(error);
      else tellRefusedCall(error);
    }
    if (last.unreachable !== null) warn(`cannot reach ${server.host} at the end (${last.unreachable}). ${kept}`);
    if (last.unsent === 0 && !refused) markSent(folder, Date.now());
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
      ending = statusRequest(server, status, reason, "");
      let done = closed || (await runPass());
      for (let tries = 1; !done && tries < LAST_TRIES; tries++) {
        const pause = 200 * 2 ** tries;
        if (Date.now() + pause > deadline) break;
        await new Promise((resume) => setTimeout(resume, pause));
        done = await runPass();
      }
      stop();
      if (done && !refused) markSent(folder, Date.now());
    },
    finishNow(status, reason) {
      if (closed) return;
      addOutputs();
      stop();
      const end = statusRequest(server, status, reason, "");
      try {
        const { isWhole, requests } = lastRequests(outbox);
        if (!isWhole) {
          refused = true;
          warn(`too many points were left for the end: they went in their files alone. ${kept}`);
        }
        tellNow([...queue, ...requests, end]);
      } catch (error) {
        // Nothing has gone: the end of the run is told at least.
        tellUnsendable(new UnsendableError(`what is left (${reasonOf(error)})`));
        tellNow([end]);
      }
    },
  };
}

/** A server without the route for batches: an older one of ours, or another program's. */
const isUnknownRoute = ({ status }: RefusedError): boolean => status === 404 || status === 405;

function createdProject({ project }: ServerSettings): string {
  return `created project ${project}, named after this folder (name another with POLYAXON_PROJECT).`;
}

/** Why the server did not take the run, and what to do. */
function refusedRun(server: ServerSettings, error: RefusedError): string {
  const { host, owner, project } = server;
  if (error.status === 404) {
    const source = { POLYAXON_PROJECT: " (from POLYAXON_PROJECT)", cached: " (from .polyaxon/.project)" };
    const from = server.projectFrom in source ? source[server.projectFrom as keyof typeof source] : "";
    return `there is no project "${project}"${from} at ${host}; create it: polyaxon project create --name ${project}.`;
  }
  const hint = error.status === 401 || error.status === 403 ? " Set POLYAXON_AUTH_TOKEN." : "";
  return `${host} refused a run in project ${owner}/${project} (${error.message}).${hint}`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause;
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : error.message;
}

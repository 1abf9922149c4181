import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { isArtifactKind, type ArtifactKind } from "../formats/artifact-kind.ts";
import { metricName } from "../formats/metric-name.ts";
import type { SpoolRecord } from "../formats/spool.ts";
import {
  codeReferenceArtifact,
  readCodeReference,
  readCodeReferenceNow,
  type CodeReference,
} from "./code-reference.ts";
import { readEnvironment } from "./environment-record.ts";
import { writeOfflineRecord } from "./offline-record.ts";
import { createOnlineRun, type OnlineRun } from "./online-run.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { chooseProject, isProjectName } from "./project-choice.ts";
import { filesOf, placeFile } from "./run-files.ts";
import { makeRunFolder, removeSentRuns, stateFolder, wasSent } from "./run-folder.ts";
import { inFolder, readSettings, type InitOptions, type RunStatus, type Settings } from "./settings.ts";

type Values = Readonly<Record<string, unknown>>;

export interface MetricOptions {
  /** Default: no step. */
  readonly step?: number;
  /** Default: now. */
  readonly timestamp?: Date;
}

export interface ArtifactOptions {
  /** Default: the file's name without its ending. */
  readonly name?: string;
  /** Default: `file`, or `dir` for a folder. */
  readonly kind?: ArtifactKind;
  /** Given: one of a series; the file is kept per step and an event is written. */
  readonly step?: number;
}

/**
 * The tracker. No call throws, waits for a network or needs an `await`; each works in a synchronous loop.
 * Values are on disk within 100 ms of the next call, timer or end of the process. The first call starts tracking when `init` was not
 * called. Where the data goes: see `readSettings`.
 */
export interface Tracking {
  init(options?: InitOptions): Tracking;
  /** `managed`, `online`, `offline` or `off`; null before the first call. */
  readonly mode: Settings["mode"] | null;
  /** Null when there is none (yet): online runs get theirs from the server. */
  readonly runUuid: string | null;
  logInputs(values: Values): void;
  /** The same as `logInputs`. */
  logParams(values: Values): void;
  logMetric(name: string, value: number, options?: MetricOptions): void;
  logMetrics(values: Readonly<Record<string, number>>, options?: MetricOptions): void;
  logOutputs(values: Values): void;
  logTags(tags: string | readonly string[]): void;
  /** One line to standard output, and to the run's logs. */
  log(text: string): void;
  /** Copies the file or folder into the run. */
  logArtifact(path: string, options?: ArtifactOptions): void;
  logModel(path: string, options?: Omit<ArtifactOptions, "kind"> & { readonly framework?: string }): void;
  /** Git commit, branch, remote and whether tracked files differ. `init` does it by default. */
  logCodeRef(): void;
  /** Node, machine and packages, to `outputs/env.json`. `init` does it by default. */
  logEnv(): void;
  setName(name: string): void;
  setDescription(description: string): void;
  /** A path in the run's `outputs/`; its folder exists. */
  outputsPath(...parts: readonly string[]): string;
  /** Writes what is buffered to disk. */
  flush(): void;
  /**
   * Ends the run; called for you when the process ends (`failed` after a non-zero exit code). In a managed run the exit code decides
   * the status: `end("failed")` sets it to 1 when nothing else did.
   */
  end(status?: RunStatus): Promise<void>;
}

/** What a tracker takes from its process. */
export interface TrackingHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: () => string;
  readonly now: () => number;
}

interface Session {
  readonly settings: Settings;
  readonly recorder: Recorder;
  readonly online: OnlineRun | null;
  readonly options: InitOptions;
  readonly startedAt: number;
  readonly warn: (message: string) => void;
}

export function createTracking(host: TrackingHost): Tracking {
  let session: Session | null = null;
  let ended = false;
  const localId = randomUUID().replaceAll("-", "");
  /** Work put off until the event loop turns; done at exit if it never does. */
  const deferred = new Set<() => void>();

  function start(options: InitOptions = {}): Session {
    const warned = new Set<string>();
    const warn = (message: string): void => {
      // Once for each kind of message: its first words name it.
      const key = message.slice(0, 24);
      if (!warned.has(key)) process.stderr.write(`polyaxon tracking: ${message}\n`);
      warned.add(key);
    };
    const asked = readSettings(host.env, options, localId, host.cwd());
    const { settings, kept } = withFolder(asked, warn);
    const online = settings.mode === "online" ? goOnline(settings, options, kept, warn) : null;
    const recorder =
      settings.mode === "off"
        ? silent
        : createRecorder({
            folder: settings.folder,
            spool: settings.spool,
            now: host.now,
            warn,
            ...(online === null ? {} : { onWrite: online.changed, onRecord: online.record }),
          });
    session = { settings, recorder, online, options, startedAt: host.now(), warn };
    if (settings.mode === "off") return session;

    process.once("beforeExit", () => {
      end(exitStatus(process.exitCode), "PolyaxonClient").catch((error: unknown) =>
        warn(`cannot end the run: ${String(error)}`),
      );
    });
    process.once("exit", onExit);
    const runs = dirname(settings.folder);
    if (runs === join(stateFolder(host.env), "runs")) later(() => removeSentRuns(runs, host.now()));
    if (options.collectEnv ?? true) tracking.logEnv();
    if (options.collectCode ?? true) tracking.logCodeRef();
    return session;
  }

  function on(): Session {
    return session ?? start();
  }

  function record(one: SpoolRecord): void {
    on().recorder.record(one);
  }

  /** Runs `work` once: when the event loop turns, or at exit. */
  function later(work: () => void): void {
    const once = (): void => {
      if (deferred.delete(once)) work();
    };
    deferred.add(once);
    setImmediate(once).unref();
  }

  function runDeferred(): void {
    for (const work of deferred) work();
  }

  function onExit(code: number): void {
    if (session === null) return;
    runDeferred();
    session.recorder.flush();
    if (ended) return;
    ended = true;
    try {
      session.online?.finishNow(exitStatus(code), "ExitHandler");
    } catch (error) {
      session.warn(`cannot tell the end of the run: ${String(error)}`);
    }
    keepRecord(session, exitStatus(code));
  }

  /** For `ops push`, of what no server took. */
  function keepRecord({ online, options, settings, startedAt, warn }: Session, status: RunStatus): void {
    if (settings.mode === "off" || settings.mode === "managed" || wasSent(settings.folder)) return;
    const { owner, project } =
      settings.mode === "online" ? settings.server : chooseProject(host.env, options.project, host.cwd());
    try {
      writeOfflineRecord(settings.folder, settings.spool, {
        uuid: online?.uuid() ?? localId,
        owner,
        project: isProjectName(project) ? project : null,
        about: options,
        status,
        startedAt,
        finishedAt: host.now(),
      });
    } catch (error) {
      warn(`cannot keep the record of the run: ${(error as Error).message}`);
    }
  }

  async function end(status: RunStatus, reason: string): Promise<void> {
    if (ended || session === null) return;
    ended = true;
    runDeferred();
    session.recorder.flush();
    if (session.settings.mode === "managed" && status === "failed") process.exitCode ??= 1;
    try {
      await session.online?.finish(status, reason);
    } finally {
      keepRecord(session, status);
    }
  }

  function keep(
    path: string,
    kind: ArtifactKind | null,
    options: ArtifactOptions,
    extra: { readonly framework?: string },
  ): void {
    const { settings, recorder, online, warn } = on();
    if (settings.mode === "off") return;
    try {
      const name = options.name ?? basename(path, extname(path));
      const { step } = options;
      const asset = step === undefined ? null : { kind: kind ?? "file", name: metricName(name), step };
      const placed = placeFile(settings.folder, path, asset);
      const chosen = kind ?? (placed.isFolder ? "dir" : "file");
      for (const file of online === null ? [] : filesOf(settings.folder, placed)) online?.changed(file);
      if (step !== undefined) {
        const value = chosen === "model" ? { ...extra, path: placed.path } : { kind: chosen, path: placed.path };
        recorder.event(chosen, name, value, step);
      }
      const hash = placed.hash === null ? {} : { hash: placed.hash };
      const series = step === undefined ? {} : { is_event: true, step };
      const summary = { ...extra, path: placed.path, ...hash, ...series };
      recorder.record({
        type: "artifact",
        artifact: { name, kind: chosen, path: placed.path, summary, is_input: false },
      });
    } catch (error) {
      warn(`cannot keep ${path}: ${(error as Error).message}`);
    }
  }

  const tracking: Tracking = {
    init(options = {}) {
      if (session === null) start(options);
      else session.warn("init was called twice; the second call changes nothing");
      return tracking;
    },
    get mode() {
      return session?.settings.mode ?? null;
    },
    get runUuid() {
      if (session === null) return null;
      const { settings, online } = session;
      if (settings.mode === "managed") return settings.uuid;
      return settings.mode === "offline" ? localId : (online?.uuid() ?? null);
    },
    logInputs: (values) => record({ type: "inputs", values: values as never }),
    logParams: (values) => record({ type: "inputs", values: values as never }),
    logMetric(name, value, options) {
      const { recorder, warn } = session ?? start();
      if (typeof value !== "number")
        return warn(`metric ${name}: expected a number, found ${typeof value}; it is left out`);
      recorder.metric(
        name,
        value,
        options?.step ?? null,
        options?.timestamp === undefined ? null : options.timestamp.getTime() * 1000,
      );
    },
    logMetrics(values, options) {
      for (const [name, value] of Object.entries(values)) tracking.logMetric(name, value, options);
    },
    logOutputs: (values) => record({ type: "outputs", values: values as never }),
    logTags: (tags) => record({ type: "tags", tags: typeof tags === "string" ? [tags] : tags }),
    log(text) {
      const { settings, recorder } = on();
      process.stdout.write(`${text}\n`);
      // In a managed run the agent reads standard output.
      if (settings.mode !== "managed") recorder.log(text);
    },
    logArtifact(path, options = {}) {
      const { kind } = options;
      if (kind !== undefined && !isArtifactKind(kind))
        return on().warn(`artifact ${path}: ${String(kind)} is no artifact kind; it is left out`);
      keep(path, kind ?? null, options, {});
    },
    logModel(path, options = {}) {
      const { framework, ...rest } = options;
      record({ type: "meta", values: { has_model: true } });
      keep(path, "model", rest, framework === undefined ? {} : { framework });
    },
    logCodeRef() {
      const { recorder, settings, warn } = on();
      if (settings.mode === "off") return;
      const cwd = host.cwd();
      let known = false;
      const tell = (code: CodeReference | null): void => {
        if (!known && code !== null) recorder.record({ type: "artifact", artifact: codeReferenceArtifact(code) });
        known = true;
      };
      const now = (): void => {
        deferred.delete(now);
        if (!known) tell(readCodeReferenceNow(cwd, host.env));
      };
      deferred.add(now);
      setImmediate(() => {
        if (!deferred.has(now)) return;
        readCodeReference(cwd, host.env)
          .then((code) => {
            if (deferred.delete(now)) tell(code);
          })
          .catch((error: unknown) => warn(`cannot keep the code reference: ${String(error)}`));
      }).unref();
    },
    logEnv() {
      const { recorder, settings, online, warn } = on();
      if (settings.mode === "off") return;
      later(() => {
        const path = "outputs/env.json";
        try {
          mkdirSync(join(settings.folder, "outputs"), { recursive: true });
          writeFileSync(join(settings.folder, path), JSON.stringify(readEnvironment(host.cwd()), null, 2));
          recorder.record({
            type: "artifact",
            artifact: { name: "env", kind: "env", path, summary: { path }, is_input: false },
          });
          online?.changed(path);
        } catch (error) {
          warn(`cannot keep the environment: ${(error as Error).message}`);
        }
      });
    },
    setName: (name) => record({ type: "name", name }),
    setDescription: (description) => record({ type: "description", description }),
    outputsPath(...parts) {
      const { settings, warn } = on();
      const path = join(settings.folder, "outputs", ...parts);
      try {
        mkdirSync(parts.length === 0 ? path : dirname(path), { recursive: true });
      } catch (error) {
        warn(`cannot make ${path}: ${(error as Error).message}`);
      }
      return path;
    },
    flush: () => session?.recorder.flush(),
    end: (status = "succeeded") => end(status, "PolyaxonClient"),
  };
  return tracking;
}

const silent: Recorder = {
  metric: () => undefined,
  event: () => undefined,
  record: () => undefined,
  log: () => undefined,
  flush: () => undefined,
};

function exitStatus(code: number | string | null | undefined): RunStatus {
  return code === undefined || code === null || Number(code) === 0 ? "succeeded" : "failed";
}

/** Makes the folder of a run that no agent watches, elsewhere when it must; `kept` says where the data stays. */
function withFolder(
  asked: Settings,
  warn: (message: string) => void,
): { readonly settings: Settings; readonly kept: string } {
  if (asked.mode === "off" || asked.mode === "managed") return { settings: asked, kept: "" };
  const { folder, problem } = makeRunFolder(asked.folder);
  if (folder === null) {
    warn(`${problem}, nor to the temporary folder: what no server takes is lost.`);
    return { settings: asked, kept: "What it logs is lost." };
  }
  if (problem !== null) warn(`${problem}; files of this run go to ${folder}.`);
  const kept = `What it logs is kept in ${folder}; polyaxon ops push --path ${folder} sends it later.`;
  return { settings: folder === asked.folder ? asked : inFolder(asked, folder), kept };
}

function goOnline(
  settings: Extract<Settings, { mode: "online" }>,
  options: InitOptions,
  kept: string,
  warn: (message: string) => void,
): OnlineRun | null {
  const { server, folder } = settings;
  if (!isProjectName(server.project)) {
    const rule = 'letters, digits, "-" and "_" only, at most 128';
    warn(`"${server.project}" cannot name a project: ${rule}. The run goes on untracked. ${kept}`);
    return null;
  }
  const create = { name: options.name, description: options.description, tags: options.tags ?? [] };
  return createOnlineRun({ folder, server, kept, create, warn });
}

/**
 * The tracker of this process.
 * @public the package that users install hands it on
 */
export const tracking: Tracking = createTracking({ env: process.env, cwd: () => process.cwd(), now: () => Date.now() });

import { noticesOf } from "./notices.ts";
import { answerOf, type Transport } from "./transport.ts";
import { untilFinished, type WaitOptions } from "./until-finished.ts";
import { type RunFileCalls, runFileCalls } from "./run-files.ts";
import { type RunLineageCalls, runLineageCalls } from "./run-lineage.ts";
import { type RunEventCalls, runEventCalls } from "./run-events.ts";
import { type LogCalls, logCalls } from "./run-logs.ts";
import type {
  Artifact,
  CloneChanges,
  CreatedRun,
  ListQuery,
  NewCondition,
  NewRun,
  OfflineRun,
  Page,
  Run,
  RunPatch,
  RunStatuses,
} from "./wire.ts";

/** One run, or several of the same project in one request; unknown ones among several are left out. */
type Uuids = string | readonly string[];

/** The calls about the runs of one project. Every one throws the classes of `errors.ts`. */
export interface RunCalls extends LogCalls, RunEventCalls {
  create(run: NewRun): Promise<CreatedRun>;
  list(query?: ListQuery): Promise<Page<Run>>;
  get(uuid: string): Promise<Run>;
  statuses(uuid: string): Promise<RunStatuses>;
  /** Waits until it has ended, however; a server that is away meanwhile is waited for. */
  untilFinished(uuid: string, options?: WaitOptions): Promise<Run>;
  /** Reports what became of a run that no agent of the server executes. */
  addStatus(uuid: string, condition: NewCondition): Promise<void>;
  artifacts(uuid: string, query?: ListQuery): Promise<Page<Artifact>>;
  /** Tells of what the run has logged; one of the same name and state is replaced. */
  addArtifacts(uuid: string, artifacts: readonly Artifact[]): Promise<void>;
  /** Brings in a run that was recorded elsewhere, its times as they are. @throws InvalidRequestError `run-exists` */
  sync(run: OfflineRun): Promise<Run>;
  /** Given fields replace; with `merge` inputs, outputs, tags and meta_info are added to. */
  update(uuid: string, patch: RunPatch): Promise<Run>;
  /** Asks to stop; finished ones are left alone. */
  stop(uuids: Uuids): Promise<void>;
  /** Skips what has not started. */
  skip(uuids: Uuids): Promise<void>;
  /** Lets a held run go on. Several at once: only those held for approval or by the cache. */
  approve(uuids: Uuids): Promise<void>;
  /** No other run takes their results from a cache any more. */
  invalidate(uuids: Uuids): Promise<void>;
  /** Out of the lists, with their children; unfinished ones are asked to stop. */
  archive(uuids: Uuids): Promise<void>;
  restore(uuids: Uuids): Promise<void>;
  bookmark(uuids: Uuids): Promise<void>;
  /** With children, results and files. */
  delete(uuids: Uuids): Promise<void>;
  /** Moves them, with their children, to another project. */
  transfer(uuids: Uuids, project: string): Promise<void>;
  /** A new run of the same operation. */
  restart(uuid: string, changes?: CloneChanges): Promise<Run>;
  /** As `restart`, but it begins with the original's files. */
  copy(uuid: string, changes?: CloneChanges): Promise<Run>;
  /** The same run goes on. @throws InvalidRequestError when it has not finished */
  resume(uuid: string, changes?: CloneChanges): Promise<Run>;
  /** The files of a run. */
  readonly files: RunFileCalls;
  /** What runs took from each other. */
  readonly lineage: RunLineageCalls;
}

/** @internal */
export function runCalls(transport: Transport, owner: string, project: string): RunCalls {
  const { routes } = transport;
  const inProject = { owner, project };
  const of = (uuid: string) => ({ params: { path: { ...inProject, uuid } } });
  const many = (uuids: readonly string[]) => ({ params: { path: inProject }, body: { uuids: [...uuids] } });
  const act = (action: Action) => async (uuids: Uuids) => {
    const call =
      typeof uuids === "string"
        ? routes.POST(`/api/v1/{owner}/{project}/runs/{uuid}/${action}`, of(uuids))
        : routes.POST(`/api/v1/{owner}/{project}/runs/${action}`, many(uuids));
    await answerOf("POST", call);
  };
  // Files of any size may have to be copied before the answer.
  const unhurried = { fetch: transport.patiently };
  const clone =
    (kind: "restart" | "copy" | "resume") =>
    (uuid: string, changes: CloneChanges = {}) =>
      answerOf<Run>(
        "POST",
        routes.POST(`/api/v1/{owner}/{project}/runs/{uuid}/${kind}`, { ...of(uuid), body: changes, ...unhurried }),
      );
  const get = (uuid: string, signal?: AbortSignal): Promise<Run> =>
    answerOf(
      "GET",
      routes.GET("/api/v1/{owner}/{project}/runs/{uuid}", { ...of(uuid), ...(signal === undefined ? {} : { signal }) }),
    );
  return {
    create: ({ content, ...rest }) => {
      const text = typeof content === "object" ? JSON.stringify(content) : content;
      const body = { ...rest, ...(text === undefined ? {} : { content: text }) };
      return answerOf("POST", routes.POST("/api/v1/{owner}/{project}/runs", { params: { path: inProject }, body }));
    },
    async list(query = {}) {
      const call = routes.GET("/api/v1/{owner}/{project}/runs", { params: { path: inProject, query } });
      const page = await answerOf<Page<Run>>("GET", call);
      const notices = noticesOf((await call).response);
      return notices.length === 0 ? page : { ...page, notices };
    },
    get: (uuid) => get(uuid),
    statuses: (uuid) => answerOf("GET", routes.GET("/api/v1/{owner}/{project}/runs/{uuid}/statuses", of(uuid))),
    untilFinished: (uuid, options = {}) => untilFinished((signal) => get(uuid, signal), options),
    async addStatus(uuid, condition) {
      await answerOf(
        "POST",
        routes.POST("/api/v1/{owner}/{project}/runs/{uuid}/statuses", { ...of(uuid), body: { condition } }),
      );
    },
    artifacts: (uuid, query = {}) =>
      answerOf(
        "GET",
        routes.GET("/api/v1/{owner}/{project}/runs/{uuid}/lineage/artifacts", {
          params: { path: { ...inProject, uuid }, query },
        }),
      ),
    async addArtifacts(uuid, artifacts) {
      const body = { artifacts: [...artifacts] };
      await answerOf(
        "POST",
        routes.POST("/api/v1/{owner}/{project}/runs/{uuid}/lineage/artifacts", { ...of(uuid), body, ...unhurried }),
      );
    },
    sync: (run) =>
      answerOf(
        "POST",
        // What a file of another program says is for the server to judge.
        routes.POST("/api/v1/{owner}/{project}/runs/sync", { params: { path: inProject }, body: run as never }),
      ),
    update: (uuid, patch) =>
      answerOf("PATCH", routes.PATCH("/api/v1/{owner}/{project}/runs/{uuid}", { ...of(uuid), body: patch })),
    stop: act("stop"),
    skip: act("skip"),
    approve: act("approve"),
    invalidate: act("invalidate"),
    archive: act("archive"),
    restore: act("restore"),
    bookmark: act("bookmark"),
    async delete(uuids) {
      const call =
        typeof uuids === "string"
          ? routes.DELETE("/api/v1/{owner}/{project}/runs/{uuid}", of(uuids))
          : routes.DELETE("/api/v1/{owner}/{project}/runs/delete", many(uuids));
      await answerOf("DELETE", call);
    },
    async transfer(uuids, destination) {
      const call =
        typeof uuids === "string"
          ? routes.POST("/api/v1/{owner}/{project}/runs/{uuid}/transfer", {
              ...of(uuids),
              body: { project: destination },
            })
          : routes.POST("/api/v1/{owner}/{project}/runs/transfer", {
              params: { path: inProject },
              body: { uuids: [...uuids], project: destination },
            });
      await answerOf("POST", call);
    },
    restart: clone("restart"),
    copy: clone("copy"),
    resume: clone("resume"),
    files: runFileCalls(transport, inProject),
    lineage: runLineageCalls(transport, inProject),
    ...logCalls(transport, inProject),
    ...runEventCalls(transport, inProject),
  };
}

type Action = "stop" | "skip" | "approve" | "invalidate" | "archive" | "restore" | "bookmark";

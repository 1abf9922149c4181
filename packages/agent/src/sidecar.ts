import { totalmem } from "node:os";
import type { Clock, Logger, TrackedRecords } from "@polyaxon/orchestrator";
import type { AttemptFolders } from "./attempt-folders.ts";
import type { AttemptRef, Executor } from "./executor-port.ts";
import type { RunFiles } from "./files/run-files.ts";
import { createLane } from "./lane.ts";
import type { Latch } from "./latch.ts";
import { createLogShipper } from "./logs/log-shipper.ts";
import type { SecretForms } from "./logs/secret-forms.ts";
import { backOffMs, pause } from "./pause.ts";
import { ServerProblem } from "./remote/server-problem.ts";
import { type Collected, mergeCollected } from "./tracked/collected.ts";
import { createEventCollector } from "./tracked/event-collector.ts";
import { writeResourceSample } from "./tracked/resource-sampler.ts";
import { createSpoolReader } from "./tracked/spool-reader.ts";

const TRACK_EVERY_MS = 1_000;
const FILES_EVERY_MS = 1_000;
const FIRST_SAMPLE_MS = 1_000;
const SAMPLE_EVERY_MS = 10_000;
/** How long a run that has ended waits for its last log lines and files to be stored (design §3.7). */
const STORE_WAIT_MS = 30_000;
/** After so many refusals the server is asked whether it answers at all. */
const TRACK_ATTEMPTS = 5;

/** Ships what an attempt leaves behind while it runs and after it ended: logs, lineage, metric values, resource samples. */
export interface Sidecar {
  /** Begins in the background whatever is due. */
  tick(): void;
  /** Ships the rest of an attempt that has ended. Resolves when it is stored, given up, or `released` opens. */
  finish(released: Latch): Promise<void>;
  /** Waits for what is in flight and lets go of the files. */
  close(): Promise<void>;
}

export function createSidecar(deps: {
  readonly ref: AttemptRef;
  readonly folders: AttemptFolders;
  readonly files: RunFiles;
  readonly collect: { readonly logs: boolean; readonly artifacts: boolean; readonly resources: boolean };
  readonly source: { readonly node: string; readonly pod: string; readonly container: string };
  readonly secrets: SecretForms;
  readonly capabilities: Executor["capabilities"];
  readonly usage: () => ReturnType<Executor["usage"]>;
  readonly track: (records: TrackedRecords) => Promise<"accepted" | "stale">;
  /** Resolves once the server answers again. */
  readonly untilServerAnswers: () => Promise<void>;
  readonly onFenced: () => void;
  readonly clock: Clock;
  readonly logger: Logger;
}): Sidecar {
  const { ref, folders, clock, logger } = deps;
  const laneOf = (what: string) =>
    createLane(
      (error) => logger.warn({ ...ref, error }, `${what} could not be stored; they are kept and tried again`),
      (failures) => logger.warn({ ...ref, failures }, `${what} are stored again, and nothing is missing`),
    );
  const logLane = laneOf("log lines");
  const trackLane = laneOf("tracked values");
  const filesLane = laneOf("files");
  const sampleLane = createLane(
    (error) => logger.warn({ ...ref, error }, "resources could not be sampled"),
    () => logger.warn({ ...ref }, "resources are sampled again; some samples are missing"),
  );
  const shipper = deps.collect.logs && deps.capabilities.rawOutputFile ? shipperOf(deps) : null;
  const events = createEventCollector({ uuid: ref.run, folder: folders.run }, (path, error) =>
    logger.warn({ ...ref, path, error }, "an event file could not be read"),
  );
  const spool = createSpoolReader(folders.spool, ref.run);
  const begunMs = clock.monotonic();
  let trackedMs = begunMs;
  let filesMs = begunMs;
  let sampleDueMs = begunMs + FIRST_SAMPLE_MS;
  /** Collected and not yet accepted. */
  let waiting: Collected | null = null;
  let finishing = false;

  /** Values logged as such win over the last values of metrics with the same name. */
  async function collect(): Promise<void> {
    const keep = (found: Collected | null): void => {
      if (found !== null) waiting = mergeCollected(waiting ?? {}, found);
    };
    // What was read is kept before anything else may fail: it is not read again.
    if (deps.collect.artifacts) keep(await events.collect());
    keep(await spool.collect());
  }

  async function trackWaiting(): Promise<void> {
    if (waiting === null) return;
    if ((await deps.track(waiting)) === "stale") deps.onFenced();
    waiting = null;
  }

  async function sample(): Promise<void> {
    const usage = await deps.usage();
    if (usage !== null)
      await writeResourceSample(folders.run, { ...usage, hostMemoryBytes: totalmem(), at: clock.now() });
  }

  /**
   * Repeats until it succeeds. A server that does not answer is waited for without end: its data is safe here and nowhere
   * else. Anything else is given up after a while, and told.
   */
  async function finishStoring(work: () => Promise<void>, givenUp: string, released: Latch): Promise<void> {
    let deadline = clock.monotonic() + STORE_WAIT_MS;
    for (let failures = 1; !released.isOpen; failures++) {
      const begunAt = clock.monotonic();
      try {
        await work();
        return;
      } catch (error) {
        const problem = error instanceof ServerProblem ? error : null;
        if (problem?.kind === "stale") {
          deps.onFenced();
          return;
        }
        if (problem?.passes === true) deadline += clock.monotonic() - begunAt + backOffMs(failures);
        if (clock.monotonic() > deadline) {
          logger.error({ ...ref, error, raw: folders.rawLog }, givenUp);
          return;
        }
        await pause(backOffMs(failures), released);
      }
    }
  }

  const finishLogs = async (released: Latch): Promise<void> => {
    if (shipper === null) return;
    await finishStoring(
      () => shipper.finish(),
      "the last log lines could not be stored; the raw output is kept",
      released,
    );
  };
  const finishFiles = (released: Latch): Promise<void> =>
    finishStoring(() => deps.files.ship(true), "files could not be stored; they stay on this machine", released);

  /** Waits as long as the server is away; gives up when it answers everything but this. */
  async function finishTracking(released: Latch): Promise<void> {
    for (let failures = 0; !released.isOpen;) {
      try {
        await collect();
        await trackWaiting();
        return;
      } catch (error) {
        failures += 1;
        if (failures > TRACK_ATTEMPTS) {
          logger.error({ ...ref, error }, "tracked values were refused and are dropped; the event files are kept");
          return;
        }
        if (failures === TRACK_ATTEMPTS) await Promise.race([deps.untilServerAnswers(), released.opened]);
        else await pause(backOffMs(failures), released);
      }
    }
  }

  async function quiet(): Promise<void> {
    await Promise.all([logLane.quiet(), trackLane.quiet(), filesLane.quiet(), sampleLane.quiet()]);
  }

  return {
    tick() {
      if (finishing) return;
      const nowMs = clock.monotonic();
      if (shipper !== null) logLane.offer(() => shipper.pump());
      if (nowMs - trackedMs >= TRACK_EVERY_MS) {
        trackedMs = nowMs;
        trackLane.offer(async () => {
          await collect();
          await trackWaiting();
        });
      }
      if (nowMs - filesMs >= FILES_EVERY_MS) {
        filesMs = nowMs;
        filesLane.offer(() => deps.files.ship(false));
      }
      if (deps.collect.resources && nowMs >= sampleDueMs) {
        sampleDueMs = nowMs + SAMPLE_EVERY_MS;
        sampleLane.offer(sample);
      }
    },
    async finish(released) {
      finishing = true;
      await quiet();
      await Promise.all([finishLogs(released), finishFiles(released), finishTracking(released)]);
    },
    async close() {
      finishing = true;
      await quiet();
      await shipper?.close();
    },
  };
}

function shipperOf(deps: Parameters<typeof createSidecar>[0]) {
  const { files, folders, ref, source, secrets, clock } = deps;
  return createLogShipper({
    rawPath: folders.rawLog,
    files,
    attempt: ref.attempt,
    source,
    secrets,
    clock,
  });
}

import { type Instant, DONE } from "@polyaxon/lifecycle";
import { MAX_CREATED_PER_STEP, countEnded, decideMatrixStep } from "@polyaxon/pipelines";
import type { Change, WorkItem } from "./ports/store.ts";
import { matrixOf } from "./compile-run.ts";
import { matrixChildren } from "./matrix-children.ts";
import type { Decision } from "./scheduler.ts";

/** The most ended children that one snapshot holds; a full one means that more wait. */
const INBOX_BATCH = 1_000;

/** Kept in the `stopping` condition, so that the end an early stop asked for survives a restart. */
const FINAL_STATUS = "final_status";

/** One step of a matrix that was compiled: count the ended children, create the next, end. Pure. */
export function advanceMatrix(item: WorkItem, now: Instant): Decision {
  const { run, pipelineState, inbox } = item;
  const lastSeq = inbox.at(-1)?.seq;
  const consumed: Change[] = lastSeq === undefined ? [] : [{ kind: "forget-inbox", upToSeq: lastSeq }];
  // What becomes of children after the end of their matrix (one was resumed) is counted; the end itself stands (I2).
  if (DONE.has(run.status)) {
    if (pipelineState === null || inbox.length === 0) return { changes: consumed, wakeAt: null };
    return { changes: [...consumed, { kind: "pipeline", state: countEnded(pipelineState, inbox) }], wakeAt: null };
  }
  if (pipelineState === null) {
    if (run.status !== "stopping") throw new Error(`matrix ${run.uuid} is ${run.status} and has no counters`);
    return { changes: [...consumed, end("stopped", "nothing had started")], wakeAt: null };
  }

  const matrix = matrixOf(run);
  const stopping = run.status === "stopping";
  const step = decideMatrixStep({
    state: pipelineState,
    ended: inbox,
    stopping,
    earlyStopping: matrix.earlyStopping,
  });
  const changes: Change[] = [...consumed, { kind: "pipeline", state: step.state }];
  if (step.create.count > 0) {
    changes.push({ kind: "create-children", runs: matrixChildren(run, matrix, step.create, now) });
  }
  if (step.earlyStop !== null && step.end === null) {
    changes.push(
      {
        kind: "status",
        condition: {
          type: "stopping",
          reason: "PipelineEarlyStopping",
          message: step.earlyStop.message,
          metaInfo: { [FINAL_STATUS]: step.earlyStop.final },
        },
      },
      { kind: "stop-children", reason: "PipelineEarlyStopping", message: step.earlyStop.message },
    );
  }
  if (step.end !== null) changes.push(endOf(item, step.end));
  // A full inbox batch or a full batch of new children means that there is more to do at once.
  const more = step.end === null && (inbox.length >= INBOX_BATCH || step.create.count === MAX_CREATED_PER_STEP);
  return { changes, wakeAt: more ? now : null };
}

type End = NonNullable<ReturnType<typeof decideMatrixStep>["end"]>;

function endOf({ run }: WorkItem, decided: End): Change {
  const asked = run.lastCondition?.type === "stopping" ? run.lastCondition.metaInfo?.[FINAL_STATUS] : undefined;
  if (asked === "succeeded" || asked === "failed") {
    return end(asked, run.lastCondition?.message ?? decided.message, "PipelineEarlyStopping");
  }
  return end(decided.status, decided.message);
}

const end = (type: End["status"], message: string, reason = "SchedulerCheckPipeline"): Change => ({
  kind: "status",
  condition: { type, reason, message },
});

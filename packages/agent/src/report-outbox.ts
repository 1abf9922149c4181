import type { AttemptReport, Logger, ReportAck } from "@polyaxon/orchestrator";
import { createLatch } from "./latch.ts";
import { backOffMs, pause } from "./pause.ts";

const MOST_IN_ONE_CALL = 1_000;

/**
 * Sends reports in order. What is queued while a call is in flight goes out together with the next one; a call that fails is
 * repeated, ever more rarely, until the server has answered.
 */
export interface ReportOutbox {
  /** Resolves with the server's answer; never when the outbox is closed before. */
  send(report: AttemptReport): Promise<ReportAck>;
  isEmpty(): boolean;
  /** Waits for the call in flight and drops the rest: after a restart the reports that matter are made again. */
  close(): Promise<void>;
}

export function createReportOutbox(deps: {
  readonly send: (reports: readonly AttemptReport[]) => Promise<readonly ReportAck[]>;
  readonly logger: Logger;
}): ReportOutbox {
  let queue: { readonly report: AttemptReport; readonly resolve: (ack: ReportAck) => void }[] = [];
  const closed = createLatch();
  let sending: Promise<void> | null = null;

  async function drain(): Promise<void> {
    for (let failures = 0; queue.length > 0 && !closed.isOpen;) {
      const batch = queue.slice(0, MOST_IN_ONE_CALL);
      try {
        const acks = await deps.send(batch.map(({ report }) => report));
        queue = queue.slice(batch.length);
        failures = 0;
        for (const [index, { report, resolve }] of batch.entries()) {
          resolve(acks[index] ?? { run: report.run, attempt: report.attempt, kind: "stale" });
        }
      } catch (error) {
        failures += 1;
        deps.logger.warn({ error, reports: batch.length, failures }, "reports could not be sent; they are sent again");
        await pause(backOffMs(failures), closed);
      }
    }
  }

  /** Begins one turn later, so that reports made together go out together. */
  function begin(): void {
    sending ??= Promise.resolve()
      .then(drain)
      .finally(() => {
        sending = null;
        if (queue.length > 0 && !closed.isOpen) begin();
      });
  }

  return {
    send: (report) =>
      new Promise((resolve) => {
        queue.push({ report, resolve });
        begin();
      }),
    isEmpty: () => queue.length === 0,
    async close() {
      closed.open();
      await sending;
    },
  };
}

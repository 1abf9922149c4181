import { expect, it, vi } from "vitest";
import { type OutboxEntry, createOutboxWorker } from "./index.ts";

const entry = (id: number, kind = "clean-run"): OutboxEntry => ({
  id,
  idempotencyKey: `${kind}:${id}`,
  kind,
  payload: { run: String(id) },
  tries: 1,
});

/** Entries wait until they are settled, as in a store; taken ones are not handed out twice in one test. */
function outboxWith(...entries: OutboxEntry[]) {
  const waiting = [...entries];
  const settled: number[] = [];
  return {
    settled,
    store: {
      takeOutbox: async ({ limit }: { limit: number }) => waiting.splice(0, limit),
      settleOutbox: async (ids: readonly number[]) => void settled.push(...ids),
      subscribe: () => () => {},
    },
  };
}

function worker(outbox: ReturnType<typeof outboxWith>, perform: (payload: object) => Promise<void>) {
  const silent = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const clock = { now: () => 0, monotonic: () => 0 };
  return {
    silent,
    ...createOutboxWorker({ store: outbox.store, perform: { "clean-run": perform }, clock, logger: silent }),
  };
}

it("performs every entry and settles it only then", async () => {
  const outbox = outboxWith(...Array.from({ length: 40 }, (_, id) => entry(id)));
  const performed: object[] = [];
  const subject = worker(outbox, async (payload) => {
    expect(outbox.settled).not.toContain(Number((payload as { run: string }).run));
    performed.push(payload);
  });
  subject.start();
  await vi.waitFor(() => expect(outbox.settled).toHaveLength(40), 60_000);
  await subject.stop();
  expect(performed).toHaveLength(40);
});

it("leaves a failing or unknown entry unsettled and goes on with the others (I6)", async () => {
  const outbox = outboxWith(entry(1), entry(2), entry(3, "from-the-future"), entry(4));
  const subject = worker(outbox, async (payload) => {
    if ((payload as { run: string }).run === "2") throw new Error("disk on fire");
  });
  subject.start();
  await vi.waitFor(() => expect(outbox.settled).toEqual([1, 4]), 60_000);
  await subject.stop();
  expect(subject.silent.error).toHaveBeenCalledTimes(2);
});

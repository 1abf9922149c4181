import type { RunDetail, RunId } from "@polyaxon/orchestrator";
import type { ApiDeps } from "../api-deps.ts";

/** Longest wait for a scheduler; where none runs, the answer is what there is. */
const MOST_MS = 10_000;
/** Changes made by another server of the same database may be announced late. */
const LOOK_EVERY_MS = 250;

/** The run as soon as the scheduler has looked at it: `compiled`, or already beyond. Null when there is no such run. */
export async function untilCompiled({ store, clock }: ApiDeps, uuid: RunId): Promise<RunDetail | null> {
  const deadline = clock.monotonic() + MOST_MS;
  for (;;) {
    const changed = nextChange(store, uuid);
    try {
      const run = await store.getRun(uuid);
      if (run === null || run.status !== "created" || clock.monotonic() >= deadline) return run;
      await changed.happened;
    } finally {
      changed.forget();
    }
  }
}

function nextChange(store: ApiDeps["store"], uuid: RunId): { happened: Promise<void>; forget: () => void } {
  const ends: (() => void)[] = [];
  const happened = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, LOOK_EVERY_MS);
    ends.push(
      () => clearTimeout(timer),
      store.subscribe((change) => {
        if (change.runs.includes(uuid)) resolve();
      }),
    );
  });
  return { happened, forget: () => ends.forEach((end) => end()) };
}

import type { Logger } from "@polyaxon/orchestrator";
import { type BehindDocuments, isBehind } from "./reads/pql/value-keys.ts";
import type { ReadArgs, ReadName, ReadResult } from "./reads/reads.ts";
import type { UnitArgs } from "./units/units.ts";

type ByValue = "listRuns" | "listRunTexts" | "runStats";

/**
 * A read by value, of all that was stored when it began: what the index is behind with is indexed first. What somebody stores
 * meanwhile is left for later: a run that never rests must not hold up a list for ever.
 */
export async function readByValue<N extends ByValue>(
  name: N,
  args: ReadArgs<N>,
  engine: {
    readonly read: <R extends ReadName>(name: R, args: ReadArgs<R>) => Promise<ReadResult<R>>;
    readonly indexRun: (args: UnitArgs<"indexRun">) => Promise<unknown>;
    readonly now: () => number;
    readonly logger?: Logger | undefined;
  },
): Promise<Exclude<ReadResult<N>, BehindDocuments>> {
  const answer = await engine.read(name, args);
  if (!isBehind(answer)) return answer as Exclude<ReadResult<N>, BehindDocuments>;
  const now = engine.now();
  for (const outcome of await Promise.allSettled(
    answer.behind.map((uuid) => engine.indexRun({ uuid, isRead: true, now })),
  )) {
    // A full disk must not end lists too, nor one run those of all others.
    if (outcome.status === "rejected")
      engine.logger?.error(
        { error: outcome.reason as unknown },
        "values could not be indexed: a list shows older ones",
      );
  }
  return (await engine.read(name, { ...args, isIndexed: true })) as Exclude<ReadResult<N>, BehindDocuments>;
}

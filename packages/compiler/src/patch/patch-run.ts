import type { PatchStrategy, Replica, Run } from "@polyaxon/spec";
import { mapRoles, splitPatch } from "../run/run-roles.ts";
import { patchFields } from "./patch.ts";

/**
 * Patches a run; its kind never changes. What a patch of a distributed run says about containers, environment and the like
 * is meant for every role that the run has.
 */
export function patchRun<R extends Run>(
  run: R,
  runPatch: Readonly<Record<string, unknown>>,
  strategy: PatchStrategy,
): R {
  const { kind: _kind, ...fields } = runPatch;
  const { forRoles, own } = splitPatch(run, fields);
  const patched = {
    ...patchFields({ ...run } as Readonly<Record<string, unknown>>, own, strategy),
    kind: run.kind,
  } as R;
  if (Object.keys(forRoles).length === 0) return patched;
  return mapRoles(patched, (replica) => patchFields({ ...replica }, forRoles, strategy) as Replica) as R;
}

import { type RunId, type RunStore, parseRunId } from "@polyaxon/orchestrator";
import { type ApiError, detail } from "../api-error.ts";
import type { Principal } from "./principal.ts";

/**
 * Who may call a route (I9). There is no default: a route without a rule is not registered.
 *
 * - `public`: anybody.
 * - `user`: a person.
 * - `project-read`: a person, or the newest attempt of any run of the project that the address names.
 * - `own-run`: a person, or the newest attempt of the very run that the address names.
 * - `agent`: an agent on another machine, by its token; what it may touch is what it holds, which the handler asks.
 */
export const ACCESS_RULES = ["public", "user", "project-read", "own-run", "agent"] as const;
export type AccessRule = (typeof ACCESS_RULES)[number];

/** What the address names. */
export interface AccessTarget {
  readonly project?: string | undefined;
  readonly uuid?: string | undefined;
}

/** Null when the call may go on, otherwise the answer that refuses it. */
export async function refuseAccess(
  rule: AccessRule,
  principal: Principal,
  target: AccessTarget,
  runs: Pick<RunStore, "placeOf">,
): Promise<ApiError | null> {
  if (rule === "public") return null;
  if (principal.kind === "anonymous") return detail(401, "unauthenticated", principal.reason);
  if (rule === "agent") return principal.kind === "agent" ? null : forbidden("only the token of an agent may do this");
  if (principal.kind === "user") return null;
  if (principal.kind === "agent") return forbidden("the token of an agent may do only an agent's work");
  if (rule === "user") return forbidden("the token of a run may not do this");
  return await refuseRun(rule, principal, target, runs);
}

async function refuseRun(
  rule: "project-read" | "own-run",
  principal: { readonly run: RunId; readonly attempt: number },
  target: AccessTarget,
  runs: Pick<RunStore, "placeOf">,
): Promise<ApiError | null> {
  const named = target.uuid === undefined ? null : parseRunId(target.uuid);
  if (rule === "own-run" && named !== principal.run) return forbidden("the token of a run may change only that run");
  const own = await runs.placeOf(principal.run);
  if (own === null) return forbidden("the run of this token does not exist");
  if (own.attempt !== principal.attempt) {
    return detail(
      403,
      "stale-attempt",
      `the token is of attempt ${principal.attempt}; the run is at attempt ${own.attempt}`,
    );
  }
  if (rule === "own-run") return null;
  const project = target.project ?? (named === null ? undefined : (await runs.placeOf(named))?.project);
  return project === own.project ? null : forbidden("the token of a run may read only its own project");
}

const forbidden = (text: string): ApiError => detail(403, "forbidden", text);

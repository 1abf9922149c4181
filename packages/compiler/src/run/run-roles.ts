import type { Container, Replica, Run } from "@polyaxon/spec";
import { isObject } from "../json.ts";

/** One role of a run: a group of replicas that run the same containers. Runs that are not distributed have one, unnamed. */
export interface Role {
  /** `worker`, `launcher`, ...; the group's name for Ray workers; null where the run itself is the only role. */
  readonly name: string | null;
  readonly replica: Replica;
  /** Steps from the run to the role. */
  readonly path: readonly string[];
}

/** In the order in which they are numbered: the one that leads first. */
const ROLES = {
  mpijob: ["launcher", "worker"],
  tfjob: ["chief", "ps", "worker", "evaluator"],
  pytorchjob: ["master", "worker"],
  raycluster: ["head"],
  daskcluster: ["scheduler", "worker"],
} as const;

export const isDistributed = (run: Run): run is Extract<Run, { kind: keyof typeof ROLES }> =>
  Object.hasOwn(ROLES, run.kind);

/** The roles that a run has; none for a dag. */
export function rolesOf(run: Run): readonly Role[] {
  if (run.kind === "dag") return [];
  if (!isDistributed(run)) return [{ name: null, replica: run as Replica, path: [] }];
  const fields = run as Readonly<Record<string, unknown>>;
  const roles = ROLES[run.kind].flatMap((name): readonly Role[] =>
    isObject(fields[name]) ? [{ name, replica: fields[name], path: [name] }] : [],
  );
  const workers = run.kind === "raycluster" ? Object.entries(run.workers ?? {}) : [];
  return [...roles, ...workers.map(([name, replica]) => ({ name, replica, path: ["workers", name] }))];
}

/** The run with each role replaced by what `change` makes of it. */
export function mapRoles(run: Run, change: (replica: Replica) => Replica): Run {
  if (run.kind === "dag") return run;
  if (!isDistributed(run)) return change(run as Replica) as Run;
  const changed: Record<string, unknown> = { ...run };
  for (const name of ROLES[run.kind]) if (isObject(changed[name])) changed[name] = change(changed[name]);
  if (run.kind === "raycluster" && run.workers !== undefined)
    changed["workers"] = Object.fromEntries(
      Object.entries(run.workers).map(([name, worker]) => [name, change(worker as Replica)]),
    );
  return changed as Run;
}

/** Keys of a role. A patch that has them at the top of a distributed run means every role. */
const ROLE_KEYS: ReadonlySet<string> = new Set(
  "replicas environment connections volumes init sidecars container".split(" "),
);
const RAY_ROLE_KEYS: ReadonlySet<string> = new Set(["minReplicas", "maxReplicas", "rayStartParams"]);

/** Splits a patch of a distributed run into what is the run's and what is meant for each of its roles. */
export function splitPatch(
  run: Run,
  patch: Readonly<Record<string, unknown>>,
): { readonly own: Readonly<Record<string, unknown>>; readonly forRoles: Readonly<Record<string, unknown>> } {
  if (!isDistributed(run)) return { own: patch, forRoles: {} };
  const isForRoles = (key: string): boolean =>
    ROLE_KEYS.has(key) || (run.kind === "raycluster" && RAY_ROLE_KEYS.has(key));
  const entries = Object.entries(patch);
  return {
    own: Object.fromEntries(entries.filter(([key]) => !isForRoles(key))),
    forRoles: Object.fromEntries(entries.filter(([key]) => isForRoles(key))),
  };
}

/** The run with this image in every main container. */
export function withImage(run: Run, image: string): Run {
  return mapRoles(run, (replica) => {
    const { container } = replica;
    return { ...replica, container: { ...(isObject(container) ? (container as Container) : {}), image } };
  });
}

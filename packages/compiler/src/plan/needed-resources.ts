import type { CompiledOperation } from "@polyaxon/spec";
import { type RunFacts, globalsOf } from "../compile/globals.ts";
import type { PlanContainer } from "../execution-plan.ts";
import { isObject } from "../json.ts";
import { paramScope } from "../params/param-scope.ts";
import { rolesOf } from "../run/run-roles.ts";
import { Budget, DEFAULT_LIMITS } from "../template/budget.ts";
import { TemplateError } from "../template/errors.ts";
import { dictOf } from "../template/values.ts";
import { resourcesOf } from "./plan-container.ts";
import { PlanError } from "./plan-error.ts";
import { replicasOf } from "./plan-role.ts";
import { renderData } from "./render-run.ts";

export type NeededResources =
  | { readonly ok: true; readonly resources: PlanContainer["resources"] }
  | { readonly ok: false; readonly message: string };

/** More than any host has, and still exact, in thousandths of a core too, and in every database. */
const MOST = { cpu: 1e9, memoryBytes: Number.MAX_SAFE_INTEGER, gpu: 1e9 } as const;
const WORDS = { cpu: "cores", memoryBytes: "bytes of memory", gpu: "GPUs" } as const;

/**
 * What one attempt of a run asks of its host: the sum over the main containers of all replicas; init steps and sidecars do not
 * count. Null where nothing is asked. Known before there is a host, so templates see params and `globals`, but no connections.
 */
export function neededResources(compiled: CompiledOperation, run: RunFacts): NeededResources {
  const budget = new Budget(DEFAULT_LIMITS);
  const total: { -readonly [K in keyof PlanContainer["resources"]]: number | null } = {
    cpu: null,
    memoryBytes: null,
    gpu: null,
  };
  try {
    const ios = [...(compiled.inputs ?? []), ...(compiled.outputs ?? []), ...(compiled.contexts ?? [])];
    const scope = dictOf([...Object.entries(paramScope(ios, budget)), ["globals", globalsOf(run)]]);
    for (const { name, path, replica } of rolesOf(compiled.run)) {
      const where = ["run", ...path].join(".");
      const rendering = { scope, budget };
      const container: unknown =
        typeof replica.container === "string"
          ? renderData(replica.container, `${where}.container`, rendering)
          : replica.container;
      if (!isObject(container) || container["resources"] === undefined) continue;
      const count = name === null ? 1 : replicasOf(replica.replicas, `${where}.replicas`, rendering);
      const one = resourcesOf(container["resources"], { ...rendering, where: `${where}.container`, notices: [] });
      for (const key of ["cpu", "memoryBytes", "gpu"] as const) {
        const asked = one[key];
        if (asked !== null) total[key] = (total[key] ?? 0) + asked * count;
      }
    }
    for (const key of ["cpu", "memoryBytes", "gpu"] as const) {
      const asked = total[key] ?? 0;
      if (asked > MOST[key]) {
        const most = `at most ${MOST[key]} can be asked for`;
        return { ok: false, message: `run: asks for ${asked} ${WORDS[key]} in all; ${most}` };
      }
    }
    return { ok: true, resources: total };
  } catch (error) {
    if (error instanceof PlanError || error instanceof TemplateError) return { ok: false, message: error.message };
    throw error;
  }
}

import type { CompiledOperation, Init, Run } from "@polyaxon/spec";
import { compact, isObject } from "../json.ts";
import { mapRoles, rolesOf } from "../run/run-roles.ts";
import type { Budget } from "../template/budget.ts";
import type { Scope } from "../template/evaluator.ts";
import { renderText } from "../template/render.ts";
import type { CompileNeed, InitReference, ResolvedValues } from "./needs.ts";

export const INIT_REFERENCES: readonly InitReference[] = ["lineageRef", "modelRef", "artifactRef"];

/**
 * Init steps that refer to lineage, models or artifacts become steps that bring paths. The names are rendered with what is known
 * before the run has a place.
 */
export function withInitReferences(
  compiled: CompiledOperation,
  resolved: ResolvedValues["inits"],
  known: { readonly scope: Scope },
  budget: Budget,
): { readonly compiled: CompiledOperation; readonly needs: readonly CompileNeed[] } {
  const run = compiled.run as Run;
  const refers = rolesOf(run).some(({ replica }) =>
    listOf(replica.init).some((init) => referenceOf(init) !== undefined),
  );
  if (!refers) return { compiled, needs: [] };
  const needs = new Map<string, CompileNeed>();
  const changed = mapRoles(run, (replica) => {
    if (!Array.isArray(replica.init)) return replica;
    const init = listOf(replica.init).map((step): Init => {
      const by = referenceOf(step);
      if (by === undefined) return step;
      const name = renderText(String(step[by]), known.scope, budget);
      const found = resolved?.[by]?.[name];
      if (found === undefined) {
        needs.set(`${by} ${name}`, { kind: "init", by, name });
        return step;
      }
      const { [by]: _reference, ...rest } = step;
      return compact({ ...rest, paths: found.paths, connection: step.connection ?? found.connection }) as Init;
    });
    return { ...replica, init };
  });
  return { compiled: { ...compiled, run: changed }, needs: [...needs.values()] };
}

const listOf = (init: unknown): readonly Init[] =>
  Array.isArray(init) ? (init as readonly unknown[]).filter((step): step is Init => isObject(step)) : [];

const referenceOf = (init: Init): InitReference | undefined => INIT_REFERENCES.find((name) => init[name] !== undefined);

import type { CompiledOperation, Hook, IO, Operation } from "@polyaxon/spec";
import { type Json, compact } from "../json.ts";
import { paramScope } from "../params/param-scope.ts";
import { Budget, DEFAULT_LIMITS, type TemplateLimits } from "../template/budget.ts";
import { TemplateError } from "../template/errors.ts";
import type { Scope } from "../template/evaluator.ts";
import { renderText, renderTree } from "../template/render.ts";
import { toJson } from "../template/to-json.ts";
import { type Value, dictOf } from "../template/values.ts";
import { readBoolean } from "./boolean-word.ts";
import { type RunFacts, globalsOf } from "./globals.ts";

/** A run that has ended, as its hooks see it. Times are ISO-8601 texts, durations seconds. */
export interface EndedRun extends RunFacts {
  readonly status: "succeeded" | "failed" | "stopped" | "skipped" | "upstream_failed";
  readonly kind: string;
  readonly runtime: string;
  readonly waitTime: number | null;
  readonly duration: number | null;
  readonly finishedAt: string | null;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly outputs: Readonly<Record<string, Json>>;
  /** Its last condition, as the API shows it. */
  readonly condition: Json;
}

/** What becomes of one hook. */
export type HookDecision =
  /** With its `hubRef` still to be resolved. */
  | { readonly kind: "run"; readonly operation: Operation }
  /** The run ended otherwise than the hook waits for, or its conditions came out false. */
  | { readonly kind: "pass" }
  | { readonly kind: "refused"; readonly message: string };

/**
 * The operations of a run's hooks once it has ended, one decision for each hook in the order of the file. Pure. Hooks see what
 * the run's own templates saw, its outputs with the values they came to, and the end's facts in `globals`. A hook that is wrong is
 * refused alone.
 */
export function hookOperations(
  compiled: CompiledOperation,
  run: EndedRun,
  limits: TemplateLimits = DEFAULT_LIMITS,
): readonly HookDecision[] {
  const hooks = Array.isArray(compiled.hooks) ? (compiled.hooks as readonly Hook[]) : [];
  return hooks.map((hook, index): HookDecision => {
    const { trigger = "done" } = hook;
    if (trigger !== "done" && trigger !== run.status) return { kind: "pass" };
    try {
      const budget = new Budget(limits);
      return hookOperation(hook, index, run, { scope: scopeOf(compiled, run, budget), budget });
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return { kind: "refused", message: `hooks[${index}]: the template cannot be rendered: ${error.message}` };
    }
  });
}

function hookOperation(
  hook: Hook,
  index: number,
  run: EndedRun,
  { budget, scope }: { readonly scope: Scope; readonly budget: Budget },
): HookDecision {
  const { conditions, connection, disableDefaults, hubRef, namespace, params = {}, presets, queue } = hook;
  if (conditions !== undefined) {
    const rendered = renderText(conditions, scope, budget);
    const holds = readBoolean(rendered);
    if (holds === undefined) {
      const found = JSON.stringify(rendered);
      return {
        kind: "refused",
        message: `hooks[${index}].conditions: expected true or false after rendering, found ${found}`,
      };
    }
    if (!holds) return { kind: "pass" };
  }
  const render = (value: unknown): Json => toJson(renderTree(value as Value, scope, budget));
  const isBare = disableDefaults !== undefined && readBoolean(render(disableDefaults)) === true;
  const given = Object.fromEntries(
    Object.entries(params).map(([name, param]) => [
      name,
      param.value === undefined || param.ref !== undefined ? param : { ...param, value: render(param.value) },
    ]),
  );
  const text = (value: string | undefined): string | undefined =>
    value === undefined ? undefined : renderText(value, scope, budget);
  return {
    kind: "run",
    operation: compact({
      version: 1.1,
      kind: "operation" as const,
      hubRef,
      presets: presets?.map((name) => renderText(name, scope, budget)),
      queue: text(queue),
      namespace: text(namespace),
      params: { ...(isBare ? {} : defaultParams(run)), ...given },
      runPatch: connection === undefined ? undefined : { connections: [text(connection)] },
    }) as Operation,
  };
}

/** What a hook's component may use of the run without being told to. */
function defaultParams(run: EndedRun): NonNullable<Operation["params"]> {
  const { condition, duration, inputs, kind, name, outputs, runtime, status, uuid, waitTime } = run;
  const facts = { name, uuid, kind, status, runtime, wait_time: waitTime, duration, inputs, outputs, condition };
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, { value, contextOnly: true }]));
}

function scopeOf(compiled: CompiledOperation, run: EndedRun, budget: Budget): Scope {
  const declared = new Set((compiled.outputs ?? []).map(({ name }) => name));
  const outputs = (compiled.outputs ?? []).map((io) =>
    Object.hasOwn(run.outputs, io.name) ? { ...io, value: run.outputs[io.name] } : io,
  );
  const more = Object.entries(run.outputs).flatMap(([name, value]) =>
    declared.has(name) ? [] : [{ name, value } as IO],
  );
  const ios = [...(compiled.inputs ?? []), ...outputs, ...more, ...(compiled.contexts ?? [])];
  const globals = globalsOf(run, {
    status: run.status,
    condition: run.condition as Value,
    duration: run.duration,
    finished_at: run.finishedAt,
  });
  return dictOf([...Object.entries(paramScope(ios, budget)), ["globals", globals]]);
}

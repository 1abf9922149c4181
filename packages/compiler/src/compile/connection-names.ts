import type { CompiledOperation, IO, Init, Replica, Run } from "@polyaxon/spec";
import { isObject } from "../json.ts";
import { mapRoles, rolesOf } from "../run/run-roles.ts";
import type { Budget } from "../template/budget.ts";
import type { Scope } from "../template/evaluator.ts";
import { isTemplate, renderText, renderTree } from "../template/render.ts";
import { toJson } from "../template/to-json.ts";

/**
 * Names of connections that templates make, settled before the run has a place: who may use a connection is asked by its name,
 * and a name that changed afterwards would not have been asked for. They see params and `globals`, not what a place adds to these.
 * The rest of the run stays as it was written; so do pipelines, whose runs are compiled each by itself.
 */
export function withConnectionNames(
  compiled: CompiledOperation,
  known: { readonly scope: Scope },
  budget: Budget,
): { readonly compiled: CompiledOperation; readonly changed: boolean } {
  if (compiled.matrix !== undefined || compiled.schedule !== undefined) return { compiled, changed: false };
  const run = compiled.run as Run;
  const sections = [compiled.inputs, compiled.outputs, compiled.contexts].flatMap((ios) => ios ?? []);
  const inRun = rolesOf(run).some(({ replica }) => namesByTemplate(replica));
  if (!inRun && !sections.some(({ connection }) => isTemplateText(connection))) return { compiled, changed: false };
  const text = (name: unknown): unknown => (isTemplateText(name) ? renderText(name, known.scope, budget) : name);
  const whole = (value: unknown): unknown =>
    isTemplateText(value) ? toJson(renderTree(value, known.scope, budget)) : value;
  const ofStep = (step: Init): Init => (isTemplateText(step.connection) ? renamed(step, text) : step);
  const ofRole = (replica: Replica): Replica => {
    const connections = whole(replica.connections);
    const init = whole(replica.init);
    return {
      ...replica,
      ...(connections === undefined ? {} : { connections: mapped(connections, text) }),
      ...(init === undefined ? {} : { init: mapped(init, (step) => (isObject(step) ? ofStep(step) : step)) }),
    } as Replica;
  };
  const ofValue = (io: IO): IO => (isTemplateText(io.connection) ? renamed(io, text) : io);
  const { contexts, inputs, outputs } = compiled;
  const changed = {
    ...compiled,
    ...(inputs === undefined ? {} : { inputs: inputs.map(ofValue) }),
    ...(outputs === undefined ? {} : { outputs: outputs.map(ofValue) }),
    ...(contexts === undefined ? {} : { contexts: contexts.map(ofValue) }),
    run: mapRoles(run, ofRole),
  };
  return { compiled: changed, changed: true };
}

const isTemplateText = (value: unknown): value is string => typeof value === "string" && isTemplate(value);

const namesByTemplate = ({ connections, init }: Replica): boolean =>
  isTemplateText(connections) ||
  isTemplateText(init) ||
  (Array.isArray(connections) && connections.some(isTemplateText)) ||
  (Array.isArray(init) && init.some((step) => isObject(step) && isTemplateText(step["connection"])));

const mapped = (list: unknown, change: (item: unknown) => unknown): unknown =>
  Array.isArray(list) ? list.map(change) : list;

const renamed = <T extends { readonly connection?: string | undefined }>(
  named: T,
  text: (name: unknown) => unknown,
): T => ({ ...named, connection: text(named.connection) }) as T;

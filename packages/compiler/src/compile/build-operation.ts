import type { Build, Operation } from "@polyaxon/spec";
import { compact } from "../json.ts";

/**
 * The operation that builds an operation's image. Where the image goes is its param `destination`, by default named after
 * the build's own run; the build's connection is the registry.
 */
export function buildOperation(build: Build): Operation {
  const { cache, connection, hubRef, namespace, params = {}, patchStrategy, presets, queue, runPatch } = build;
  const { destination = { value: "{{ globals.project_name }}:{{ globals.uuid }}" }, ...others } = params;
  return compact({
    version: 1.1,
    kind: "operation" as const,
    hubRef,
    presets,
    queue,
    namespace,
    cache,
    params: { ...others, destination: { ...destination, ...compact({ connection }) } },
    runPatch,
    patchStrategy,
  }) as Operation;
}

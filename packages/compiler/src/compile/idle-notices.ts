import type { CompiledOperation } from "@polyaxon/spec";

/** What is kept but has no effect yet: told, so that nobody waits for it. */
export function idleNotices(compiled: CompiledOperation, arePresetsResolved = false): readonly string[] {
  const { cache, namespace, termination } = compiled;
  const limits: Readonly<Record<string, unknown>> = typeof termination === "object" ? termination : {};
  const idle: string[] = (["hooks", "events", "presets", "mount"] as const).filter(
    (name) => (compiled[name]?.length ?? 0) > 0 && !(name === "presets" && arePresetsResolved),
  );
  if (typeof cache === "object" && cache.disable === false) idle.push("cache");
  if (namespace !== undefined) idle.push("namespace");
  idle.push(
    ...["culling", "probe", "podFailurePolicy"]
      .filter((name) => limits[name] !== undefined)
      .map((name) => `termination.${name}`),
  );
  return idle.map((name) => `\`${name}\` is kept but has no effect yet`);
}

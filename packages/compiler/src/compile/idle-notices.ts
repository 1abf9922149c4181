import type { CompiledOperation } from "@polyaxon/spec";

/** Sections of which some, or some fields, have no effect yet. */
export const IDLE_SECTIONS = ["hooks", "events", "presets", "mount", "cache", "namespace", "termination"] as const;
export type IdleSection = (typeof IDLE_SECTIONS)[number];

/** What is kept but has no effect yet: told, so that nobody waits for it. */
export function idleNotices(
  compiled: Pick<CompiledOperation, IdleSection>,
  arePresetsResolved = false,
): readonly string[] {
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

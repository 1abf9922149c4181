import type { TrackedRecords } from "@polyaxon/orchestrator";

/** What the sidecar's work found, on its way to `AgentProtocol.track`. */
export type Collected = TrackedRecords;
export type CollectedArtifact = NonNullable<TrackedRecords["artifacts"]>[number];

/** Applies `later` over `earlier`: documents key by key, artifacts by name and state, tags added, texts replaced. */
export function mergeCollected(earlier: Collected, later: Collected): Collected {
  const merged: { -readonly [key in keyof Collected]: Collected[key] } = { ...earlier, ...later };
  for (const key of ["inputs", "outputs", "metaInfo"] as const) {
    const document = earlier[key];
    if (document !== undefined) merged[key] = { ...document, ...later[key] };
  }
  if (earlier.tags !== undefined) merged.tags = [...new Set([...earlier.tags, ...(later.tags ?? [])])];
  if (earlier.artifacts !== undefined) {
    const byKey = new Map(
      [...earlier.artifacts, ...(later.artifacts ?? [])].map((item) => [JSON.stringify([item.name, item.state]), item]),
    );
    merged.artifacts = [...byKey.values()];
  }
  return merged;
}

import { createHash } from "node:crypto";
import type { ArtifactRecord, JsonObject, RunRecord } from "@polyaxon/orchestrator";
import { parseRunId } from "@polyaxon/orchestrator";
import { isArtifactKind } from "@polyaxon/tracking";
import { z } from "zod";
import { badField } from "../api-error.ts";
import { jsonObject } from "./parameters.ts";

/** A lineage item. The client forbids keys it does not know here. */
export const artifactSchema = z.strictObject({
  name: z.string(),
  kind: z.string(),
  path: z.string().nullable(),
  state: z.string(),
  summary: jsonObject,
  is_input: z.boolean(),
  run: z.string(),
  meta_info: z.object({ run: z.object({ name: z.string().nullable(), uuid: z.string() }) }),
});

export const artifactInputSchema = z.object({
  name: z.string().min(1).max(256),
  kind: z.string().nullish(),
  path: z.string().max(4096).nullish(),
  state: z.string().max(256).nullish(),
  summary: jsonObject.nullish(),
  is_input: z.boolean().nullish(),
});

export const wireArtifact = (
  artifact: ArtifactRecord,
  run: Pick<RunRecord, "uuid" | "name">,
): z.output<typeof artifactSchema> => ({
  name: artifact.name,
  kind: artifact.kind,
  path: artifact.path,
  state: artifact.state,
  summary: artifact.summary,
  is_input: artifact.isInput,
  run: artifact.run,
  meta_info: { run: { name: run.name, uuid: run.uuid } },
});

/** Reads an item; its state is the given one, else the run of an output, else the hash of an input. */
export function readArtifact(wire: z.output<typeof artifactInputSchema>, run: string): Omit<ArtifactRecord, "run"> {
  const kind = wire.kind ?? "artifact";
  if (!isArtifactKind(kind)) throw badField("artifacts", `"${kind.slice(0, 50)}" is not a kind of artifact`);
  const summary = (wire.summary ?? {}) as JsonObject;
  const isInput = wire.is_input ?? false;
  const path = wire.path ?? null;
  return {
    name: wire.name,
    kind,
    path,
    summary,
    isInput,
    state: stateOf(wire.state ?? null, isInput, summary, path, run),
  };
}

function stateOf(
  given: string | null,
  isInput: boolean,
  summary: JsonObject,
  path: string | null,
  run: string,
): string {
  if (given !== null && given !== "") return parseRunId(given) ?? hex32(given);
  if (!isInput) return run;
  return hex32(JSON.stringify(summary["hash"] === undefined ? [summary, path] : [summary]));
}

const hex32 = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);

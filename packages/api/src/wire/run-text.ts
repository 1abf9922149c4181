import type { RunDetailText, RunText } from "@polyaxon/orchestrator";
import { JsonText } from "./json-text.ts";
import { pipelineKind } from "./run.ts";
import { wireTime } from "./time.ts";

/**
 * A run in a list as JSON text: letter for letter what `wireRunItem` comes to as text. Its documents are put in as they are
 * stored, and nothing is made of it that would only be written out.
 */
export function runItemText(run: RunText, namespace: string): string {
  const component = run.componentState === null ? null : { state: run.componentState };
  const pipeline = run.pipeline === null ? null : { ...run.pipeline, kind: pipelineKind(run.pipeline.kind) };
  const { cpuMillis, memoryBytes, gpus } = run.resources;
  const resources = `{"cpu":${cpuMillis / 1000},"memory":${memoryBytes},"gpu":${gpus},"custom":0,"cost":0}`;
  return (
    `{"uuid":${text(run.uuid)},"name":${text(run.name)}` +
    `,"created_at":${time(run.createdAt)},"updated_at":${time(run.updatedAt)}` +
    `,"started_at":${time(run.startedAt)},"finished_at":${time(run.finishedAt)},"schedule_at":${time(run.scheduleAt)}` +
    `,"wait_time":${text(run.waitTime)},"duration":${text(run.duration)}` +
    `,"kind":${text(run.kind)},"runtime":${text(run.runtime)},"meta_info":${run.metaInfo},"status":${text(run.status)}` +
    `,"pipeline":${text(pipeline)},"original":${text(run.original)}` +
    `,"is_managed":${run.managedBy !== "user"},"managed_by":${text(run.managedBy)},"pending":${text(run.pending)}` +
    `,"inputs":${run.inputs},"outputs":${run.outputs},"tags":${run.tags}` +
    `,"settings":{"namespace":${text(namespace)},"component":${text(component)}}` +
    `,"user":${text(run.user)},"bookmarked":${run.bookmarked},"resources":${resources}}`
  );
}

/** The same for the page of one run, and `wireRun`. */
export const runText = (run: RunDetailText, namespace: string): JsonText =>
  new JsonText(
    `${runItemText(run, namespace).slice(0, -1)},"owner":"default","project":${text(run.project)}` +
      `,"readme":${text(run.readme)},"description":${text(run.description)},"raw_content":${text(run.rawContent)}` +
      `,"content":${text(run.content)},"live_state":${run.liveState}}`,
  );

const text = (value: string | number | object | null): string => (value === null ? "null" : JSON.stringify(value));
const time = (instant: number | null): string => (instant === null ? "null" : `"${wireTime(instant)}"`);

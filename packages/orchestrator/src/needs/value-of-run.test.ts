import { conditionFrom } from "@polyaxon/lifecycle";
import { describe, expect, it } from "vitest";
import type { ArtifactRecord, RunDetail, RunId } from "../ports/records.ts";
import { inStore, needsArtifacts, valueOfRun } from "./value-of-run.ts";

const UUID = "a".repeat(32) as RunId;
const NOW = Date.UTC(2026, 0, 1);

const run: RunDetail = {
  uuid: UUID,
  project: "digits",
  projectUuid: "p".repeat(32),
  name: "train",
  description: null,
  tags: [],
  user: null,
  kind: "job",
  runtime: "job",
  managedBy: "agent",
  pending: null,
  status: "succeeded",
  createdAt: NOW,
  updatedAt: NOW,
  startedAt: NOW,
  finishedAt: NOW + 1_500,
  scheduleAt: null,
  waitTime: 0,
  duration: 1.5,
  inputs: { lr: 0.5, none: null },
  outputs: { loss: 0, done: false, word: "", model: { files: ["m.bin", ["a", "b"]], dirs: ["deep"] } },
  metaInfo: {},
  original: null,
  pipeline: null,
  controller: null,
  queue: null,
  liveState: 1,
  version: 1,
  attempt: 1,
  agent: null,
  limits: { maxRetries: 0, timeoutSeconds: null, ttlSeconds: null },
  readme: null,
  rawContent: null,
  content: null,
  lastCondition: conditionFrom({ type: "succeeded", reason: "Exited" }, NOW),
};

const artifact = (name: string, path: string | null): ArtifactRecord => ({
  name,
  kind: "model",
  path,
  state: UUID,
  summary: {},
  isInput: false,
  run: UUID,
});
const artifacts = [
  artifact("net", "outputs/net.bin"),
  artifact("web", "s3://bucket/x"),
  artifact("abs", "/data/x"),
  artifact("series", null),
];
const value = (path: string) => valueOfRun(run, path, artifacts);

describe("a value of another run", () => {
  it("is an input or an output, also one that Python takes for nothing", () => {
    expect(value("inputs.lr")).toBe(0.5);
    expect([value("outputs.loss"), value("outputs.done"), value("outputs.word")]).toEqual([0, false, ""]);
    expect([value("outputs.acc"), value("outputs.toString"), value("inputs.none"), value("nothing.x")]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(value("inputs")).toEqual(run.inputs);
  });

  it("that is made of files is where they lie in the store", () => {
    expect(value("outputs.model")).toEqual({ files: [`${UUID}/m.bin`, [`${UUID}/a`, "b"]], dirs: [`${UUID}/deep`] });
    expect(inStore(run, { files: "x" })).toEqual({ files: "x" });
  });

  it("is the place of what it logged; what lies elsewhere stays there", () => {
    expect(value("artifacts.net")).toBe(`${UUID}/outputs/net.bin`);
    expect(value("artifacts.web")).toBe("s3://bucket/x");
    expect(value("artifacts.abs")).toBe("/data/x");
    expect([value("artifacts.base"), value("artifacts.outputs")]).toEqual([UUID, `${UUID}/outputs`]);
    expect([value("artifacts.series"), value("artifacts.none")]).toEqual([null, null]);
    expect(value("io")).toMatchObject({ inputs: run.inputs, artifacts: { net: `${UUID}/outputs/net.bin` } });
    expect(["io", "artifacts.x", "artifacts"].map(needsArtifacts)).toEqual([true, true, true]);
    expect(["inputs", "outputs.artifacts", "globals.io"].map(needsArtifacts)).toEqual([false, false, false]);
  });

  it("is a fact of it", () => {
    expect(value("globals.uuid")).toBe(UUID);
    expect(value("globals.run_outputs_path")).toBe(`/plx-context/artifacts/${UUID}/outputs`);
    expect(value("globals.finished_at")).toBe("2026-01-01T00:00:01.500Z");
    expect(value("globals.condition")).toMatchObject({ type: "succeeded", reason: "Exited" });
    expect([value("globals.schedule_at"), value("globals.else")]).toEqual([null, null]);
  });

  it("is nothing that every object inherits", () => {
    const words = ["constructor", "toString", "__proto__", "valueOf"];
    const paths = words.flatMap((word) => ["inputs", "outputs", "artifacts", "globals"].map((of) => `${of}.${word}`));
    expect(paths.map(value).filter((each) => each !== null)).toEqual([]);
  });
});

import type { JsonObject, RunRecord, RunText } from "@polyaxon/orchestrator";
import fc from "fast-check";
import { expect, it } from "vitest";
import { runId } from "../../test/api-under-test.ts";
import { runItemText, runText } from "./run-text.ts";
import { wireRun, wireRunItem } from "./run.ts";

const text = fc.string({ unit: "grapheme" });
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const time = fc.integer({ min: 0, max: 4e12 });
const document = fc.dictionary(text, fc.jsonValue()) as fc.Arbitrary<JsonObject>;
const uuid = fc.nat(1_000).map(runId);

const runs: fc.Arbitrary<RunRecord> = fc.record({
  uuid,
  project: text,
  projectUuid: text,
  name: orNull(text),
  description: orNull(text),
  tags: fc.array(text),
  user: orNull(text),
  kind: fc.constantFrom("job", "dag", "matrix", "schedule"),
  runtime: orNull(text),
  managedBy: fc.constantFrom("agent", "cli", "user"),
  pending: orNull(fc.constantFrom("approval", "upload")),
  status: fc.constantFrom("created", "running", "succeeded"),
  createdAt: time,
  updatedAt: time,
  startedAt: orNull(time),
  finishedAt: orNull(time),
  scheduleAt: orNull(time),
  waitTime: orNull(fc.double({ noNaN: true, noDefaultInfinity: true })),
  duration: orNull(fc.double({ noNaN: true, noDefaultInfinity: true })),
  inputs: orNull(document),
  outputs: orNull(document),
  metaInfo: document,
  original: orNull(fc.record({ uuid, name: orNull(text), kind: fc.constantFrom("copy", "restart") })),
  pipeline: orNull(fc.record({ uuid, name: orNull(text), kind: fc.constantFrom("dag", "matrix", "schedule") })),
  controller: orNull(uuid),
  queue: orNull(text),
  liveState: fc.constant(1),
  bookmarked: fc.boolean(),
  version: fc.nat(),
  attempt: fc.nat(),
  agent: orNull(text),
  limits: fc.constant({ maxRetries: 0, timeoutSeconds: null, ttlSeconds: null }),
  resources: fc.record({ cpuMillis: fc.nat(), memoryBytes: fc.maxSafeNat(), gpus: fc.nat() }),
  componentState: text,
});

it("is letter for letter the text of the run that it stands for", () => {
  fc.assert(
    fc.property(runs, fc.boolean(), (run, isCompiled) => {
      const { componentState, resources, ...plain } = run;
      const asText: RunText = {
        ...plain,
        tags: JSON.stringify(run.tags),
        inputs: run.inputs === null ? null : JSON.stringify(run.inputs),
        outputs: run.outputs === null ? null : JSON.stringify(run.outputs),
        metaInfo: JSON.stringify(run.metaInfo),
        bookmarked: run.bookmarked === true,
        componentState: isCompiled ? (componentState ?? null) : null,
        resources: (isCompiled ? resources : null) ?? { cpuMillis: 0, memoryBytes: 0, gpus: 0 },
      };
      const record = isCompiled ? run : plain;
      expect(runItemText(asText, "here")).toBe(JSON.stringify(wireRunItem(record, "here")));

      const { project, description, liveState } = run;
      const own = { project, description, liveState, readme: description, rawContent: run.name, content: null };
      const detail = { ...record, ...own, lastCondition: null };
      expect(runText({ ...asText, ...own }, "here").text).toBe(JSON.stringify(wireRun(detail, "here")));
    }),
  );
});

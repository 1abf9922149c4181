import { expect, it } from "vitest";
import { GLOBAL_NAMES, globalsOf, type RunFacts } from "./globals.ts";

const LEAST: RunFacts = { uuid: "8aac", name: null, owner: "default", project: "digits" };

it("holds what is known of a run (polyaxonfile reference, section 8.4)", () => {
  const run: RunFacts = {
    ...LEAST,
    name: "train",
    projectUuid: "77aa",
    user: "ada",
    iteration: 3,
    createdAt: "2026-01-01T00:00:00Z",
    compiledAt: "2026-01-01T00:00:01Z",
    scheduleAt: "2026-01-02T00:00:00Z",
    startedAt: "2026-01-01T00:00:02Z",
    cloningKind: "restart",
    originalUuid: "99ff",
    isIndependent: false,
  };
  expect(globalsOf(run)).toEqual({
    owner_name: "default",
    project_name: "digits",
    project_unique_name: "default.digits",
    project_uuid: "77aa",
    username: "ada",
    user_email: null,
    run_info: "default.digits.runs.8aac",
    name: "train",
    uuid: "8aac",
    namespace: null,
    iteration: 3,
    context_path: "/plx-context",
    artifacts_path: "/plx-context/artifacts",
    created_at: "2026-01-01T00:00:00Z",
    compiled_at: "2026-01-01T00:00:01Z",
    schedule_at: "2026-01-02T00:00:00Z",
    started_at: "2026-01-01T00:00:02Z",
    finished_at: null,
    duration: null,
    cloning_kind: "restart",
    original_uuid: "99ff",
    is_independent: false,
    store_path: "",
    run_relative_outputs_path: "8aac/outputs",
  });
});

it("holds null for what is not known, and takes a run for one of its own", () => {
  const unknown = Object.entries(globalsOf(LEAST)).flatMap(([name, value]) => (value === null ? [name] : []));
  expect(unknown).toEqual([
    "project_uuid",
    "username",
    "user_email",
    "name",
    "namespace",
    "iteration",
    "created_at",
    "compiled_at",
    "schedule_at",
    "started_at",
    "finished_at",
    "duration",
    "cloning_kind",
    "original_uuid",
  ]);
  expect(globalsOf(LEAST)).toMatchObject({ is_independent: true });
});

it("is completed, and set right, by the place of execution", () => {
  const more = { namespace: "lab", run_outputs_path: "/plx-context/artifacts/8aac/outputs" };
  expect(globalsOf(LEAST, more)).toMatchObject({ uuid: "8aac", ...more });
  expect(GLOBAL_NAMES).toEqual(expect.arrayContaining(["uuid", "run_outputs_path", "run_artifacts_path", "ports"]));
});

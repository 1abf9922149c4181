import type { PlanContext, RunFacts } from "../src/index.ts";

const UUID = "11111111111111111111111111111111";

export const GOLDEN_RUN: RunFacts = {
  uuid: UUID,
  name: "golden",
  owner: "default",
  project: "tests",
  projectUuid: "22222222222222222222222222222222",
  user: "ada",
  createdAt: "2026-01-02T03:04:05.000Z",
};

export const GOLDEN_CONTEXT: PlanContext = {
  run: {
    uuid: UUID,
    name: "golden",
    owner: "default",
    project: "tests",
    projectUuid: "22222222222222222222222222222222",
    user: "ada",
    attempt: 1,
    iteration: null,
    createdAt: "2026-01-02T03:04:05.000Z",
    compiledAt: "2026-01-02T03:04:06.000Z",
    scheduleAt: null,
    startedAt: null,
    cloningKind: null,
    originalUuid: null,
    isIndependent: true,
    meta: {},
  },
  paths: {
    contextRoot: "/plx-context",
    artifactsRoot: "/plx-context/artifacts",
    runArtifacts: `/plx-context/artifacts/${UUID}`,
    runOutputs: `/plx-context/artifacts/${UUID}/outputs`,
  },
  namespace: "polyaxon",
  env: [{ name: "PLX_TOKEN", value: "theirs" }],
};

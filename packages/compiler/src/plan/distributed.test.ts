import { type CompiledOperation, type Operation, readSection } from "@polyaxon/spec";
import { describe, expect, it } from "vitest";
import { GOLDEN_CONTEXT, GOLDEN_RUN } from "../../test/golden-context.ts";
import { compileOperation } from "../compile/compile-operation.ts";
import type { ExecutionPlan, PlanContext } from "../execution-plan.ts";
import { type PlanResult, planExecution } from "./plan-execution.ts";

function compiledRun(run: object, more: object = {}): CompiledOperation {
  const component = { inputs: [{ name: "n", type: "int", value: 2, toEnv: "N" }], run };
  const read = readSection("operation", { version: 1.1, component, ...more });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const result = compileOperation({ operation: read.value as Operation, run: GOLDEN_RUN });
  if (!result.ok) throw new Error(result.issues.map(({ message }) => message).join("\n"));
  return result.compiled;
}
const planned = (run: object, context: PlanContext = GOLDEN_CONTEXT, more: object = {}): PlanResult =>
  planExecution(compiledRun(run, more), context);
function plan(...given: Parameters<typeof planned>): ExecutionPlan {
  const result = planned(...given);
  if (!result.ok) throw new Error(result.message);
  return result.plan;
}
const who = ({ main }: ExecutionPlan): readonly string[] =>
  main.map(({ image, replica }) => `${replica?.name} ${replica?.index} of ${replica?.of}: ${image}`);
const role = (image: string, more: object = {}): object => ({ container: { image }, ...more });

describe("a distributed run", () => {
  it("has one main container for each replica, the leading role first", () => {
    const run = {
      kind: "tfjob",
      worker: role("w", { replicas: "{{ n }}" }),
      chief: role("c"),
      ps: role("p", { replicas: 0 }),
    };
    expect(who(plan(run))).toEqual(["chief 0 of 1: c", "worker 0 of 2: w", "worker 1 of 2: w"]);
    expect(who(plan({ kind: "mpijob", worker: role("w"), launcher: role("l") }))[0]).toBe("launcher 0 of 1: l");
    expect(who(plan({ kind: "pytorchjob", worker: role("w"), master: role("m") }))[0]).toBe("master 0 of 1: m");
    expect(who(plan({ kind: "daskcluster", worker: role("w"), scheduler: role("s") }))[0]).toBe("scheduler 0 of 1: s");
  });

  it("renders each role with the run's values, its own environment, resources and connections", () => {
    const context = { ...GOLDEN_CONTEXT, connections: { data: { bucket: "s3://b" }, plain: null } };
    const run = {
      kind: "raycluster",
      head: {
        connections: ["plain"],
        environment: { labels: { part: "head" } },
        container: { image: "h", args: ["{{ globals.uuid }}", "{{ connections }}"] },
      },
      workers: {
        small: {
          connections: ["data"],
          init: [{ connection: "data", path: "/d" }],
          sidecars: [{ image: "side" }],
          container: {
            image: "s",
            args: ["{{ connections.data.bucket }}", "{{ init.data.bucket }}", "{{ params.as_args }}"],
            resources: { requests: { cpu: "{{ n }}" } },
          },
        },
      },
    };
    const { init, labels, main, sidecars } = plan(run, context);
    expect(main.map(({ args }) => args)).toEqual([
      [GOLDEN_RUN.uuid, "{'plain': {}}"],
      ["s3://b", "s3://b", "--n=2"],
    ]);
    expect(main[1]).toMatchObject({
      connections: ["data"],
      resources: { cpu: 2 },
      env: [{ name: "N", value: "2" }, expect.anything()],
    });
    expect(init).toMatchObject([{ kind: "connection", connection: "data", replica: "small" }]);
    expect(sidecars).toMatchObject([{ image: "side", replica: { name: "small" } }]);
    expect(labels["part"]).toBe("head");
  });

  it("renders what stands beside its roles", () => {
    const run = { kind: "mpijob", slotsPerWorker: "{{ n * 4 }}", cleanPodPolicy: "All", worker: role("w") };
    expect(plan(run)).toMatchObject({
      kind: "job",
      runtime: "mpijob",
      settings: { slotsPerWorker: 8, cleanPodPolicy: "All" },
    });
    const ray = {
      kind: "raycluster",
      entrypoint: "run {{ n }}",
      runtimeEnv: { pip: ["a"] },
      head: role("h"),
      workers: {},
    };
    expect(plan(ray)).toMatchObject({
      kind: "service",
      runtime: "raycluster",
      settings: { entrypoint: "run 2", runtimeEnv: { pip: ["a"] } },
    });
  });

  it("refuses replicas that are no number, or would fill the memory", () => {
    expect(planned({ kind: "tfjob", worker: role("w", { replicas: 1_000_000_000 }) })).toMatchObject({
      ok: false,
      reason: "InvalidSpec",
      message: "run.worker.replicas: expected a whole number from 0 to 10000, found 1000000000",
    });
    expect(planned({ kind: "tfjob", worker: role("w", { replicas: "{{ 'x' }}" }) })).toMatchObject({ ok: false });
    expect(planned({ kind: "tfjob", worker: {} })).toMatchObject({
      ok: false,
      message: expect.stringContaining("run.worker.container") as string,
    });
  });

  it("is patched in every role by a runPatch that speaks of containers", () => {
    const run = { kind: "pytorchjob", master: role("m"), worker: role("w") };
    const patched = plan(run, GOLDEN_CONTEXT, { runPatch: { container: { image: "p" }, nProcPerNode: 3 } });
    expect(who(patched)).toEqual(["master 0 of 1: p", "worker 0 of 1: p"]);
    expect(patched.settings).toEqual({ nProcPerNode: 3 });
    const one = plan(run, GOLDEN_CONTEXT, { runPatch: { worker: { replicas: 2 } } });
    expect(who(one)).toHaveLength(3);
  });
});

describe("the other kinds", () => {
  it.each(["notifier", "cleaner", "tuner"])("a %s is planned as a job", (kind) => {
    expect(plan({ kind, container: { image: "i" } })).toMatchObject({
      kind: "job",
      runtime: kind,
      main: [{ image: "i" }],
    });
  });

  it("a dag has no plan of its own", () => {
    const operations = [{ name: "a", component: { run: { kind: "job", container: { image: "i" } } } }];
    expect(planned({ kind: "dag", operations })).toMatchObject({ ok: false, reason: "Unsupported" });
  });
});

describe("the paths that templates see", () => {
  const run = {
    kind: "job",
    container: { image: "i", args: ["{{ globals.store_path }}", "{{ globals.run_outputs_path }}"] },
  };
  const context: PlanContext = { ...GOLDEN_CONTEXT, paths: { ...GOLDEN_CONTEXT.paths, store: "/store" } };
  const args = (plugins: object): unknown => plan(run, context, { plugins }).main[0]?.args;

  it("follow the plugins: collected artifacts, else the mounted store, else none", () => {
    expect(args({ mountArtifactsStore: true })).toEqual(["/store", GOLDEN_CONTEXT.paths.runOutputs]);
    expect(args({ mountArtifactsStore: true, collectArtifacts: false })).toEqual([
      "/store",
      `/store/${GOLDEN_RUN.uuid}/outputs`,
    ]);
    expect(args({ collectArtifacts: false })).toEqual([]);
    expect(args({})).toEqual([GOLDEN_CONTEXT.paths.runOutputs]);
  });
});

it("a connection that the place does not offer is named with those it has", () => {
  const run = { kind: "job", connections: ["a", "b"], container: { image: "i" } };
  expect(planned(run, { ...GOLDEN_CONTEXT, connections: { b: null } })).toMatchObject({
    ok: false,
    reason: "UnknownConnection",
    message: "run.connections: this agent has no connection a; it has b",
  });
});

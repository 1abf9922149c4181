import { readPolyaxonfile } from "@polyaxon/spec";
import { describe, expect, it } from "vitest";
import * as plx from "./index.ts";

/** What the reader of files makes of a built value: each problem with its path, or the document. */
function read(value: object): unknown {
  const result = readPolyaxonfile({ bytes: JSON.stringify(value), filename: "built.ts" });
  return result.ok ? result.document : result.issues.map(({ message }) => message);
}

const container = plx.container({
  image: "python:3.12",
  command: ["python", "train.py"],
  args: "{{ params.as_args }}",
});
const train = plx.component({ name: "train", inputs: [plx.input("lr", "float")], run: plx.job({ container }) });

describe("builders", () => {
  it("give whole files", () => {
    expect(read(train)).toEqual({
      version: 1.1,
      kind: "component",
      name: "train",
      inputs: [{ name: "lr", type: "float" }],
      run: { kind: "job", container },
    });
    expect(read(plx.preset({ queue: "gpu", termination: plx.termination({ maxRetries: 2 }) }))).toMatchObject({
      isPreset: true,
      queue: "gpu",
    });
  });

  it.each<[string, plx.Matrix]>([
    ["mapping", plx.mapping({ values: [{ lr: 0.1 }] })],
    ["grid", plx.grid({ params: { lr: plx.choice([0.1, 0.2]), n: plx.range(0, 4, 1), x: plx.linspace(0, 1, 3) } })],
    ["random", plx.random({ numRuns: 3, params: { lr: plx.loguniform(-7, -2), b: plx.weightedChoice([["a", 0.5]]) } })],
    ["hyperband", plx.hyperband({ maxIterations: 81, eta: 3, resource: { name: "epochs", type: "int" } })],
    [
      "bayes",
      plx.bayes({
        params: { lr: plx.uniform(0, 1) },
        numInitialRuns: 2,
        maxIterations: 5,
        metric: { name: "loss", optimization: "minimize" },
        utilityFunction: { acquisitionFunction: "ei", eps: 0.1 },
        earlyStopping: [
          plx.stopOnMetric({ metric: "loss", value: 0.1, optimization: "minimize", policy: plx.medianPolicy() }),
        ],
      }),
    ],
    ["hyperopt", plx.hyperopt({ params: { lr: plx.qnormal(0, 1, 0.1) }, metric: { name: "loss" }, algorithm: "tpe" })],
    ["iterative", plx.iterative({ maxIterations: 3, tuner: { hubRef: "my-tuner" } })],
  ])("make a matrix of kind %s", (kind, matrix) => {
    expect(read(plx.operation({ component: train, matrix }))).toMatchObject({ matrix: { kind } });
  });

  it.each([
    ["choice", plx.choice([1])],
    ["pchoice", plx.weightedChoice([["a", 0.2]])],
    ["range", plx.range(0, 4, 1)],
    ["linspace", plx.linspace(0, 4, 3)],
    ["logspace", plx.logspace(-3, -1, 3, 2)],
    ["geomspace", plx.geomspace(1, 100, 3)],
    ["daterange", plx.dateRange("2026-01-01", new Date("2026-02-01"), 7)],
    ["datetimerange", plx.dateTimeRange("2026-01-01T00:00:00Z", new Date("2026-02-01"), "PT1H")],
    ["uniform", plx.uniform(0, 1)],
    ["quniform", plx.quniform(0, 1, 0.1)],
    ["loguniform", plx.loguniform(0, 1)],
    ["qloguniform", plx.qloguniform(0, 1, 0.1)],
    ["normal", plx.normal(0, 1)],
    ["qnormal", plx.qnormal(0, 1, 0.1)],
    ["lognormal", plx.lognormal(0, 1)],
    ["qlognormal", plx.qlognormal(0, 1, 0.1)],
  ])("make values to search of kind %s", (kind, value) => {
    const matrix = plx.random({ numRuns: 2, params: { x: value } });
    expect(read(plx.operation({ component: train, matrix }))).toMatchObject({ matrix: { params: { x: { kind } } } });
  });

  it.each<[string, plx.Run]>([
    ["service", plx.service({ container, ports: [80] })],
    ["dag", plx.dag({ operations: [plx.operation({ name: "a", component: train })] })],
    ["mpijob", plx.mpiJob({ worker: plx.replica({ replicas: 2, container }) })],
    ["tfjob", plx.tensorflowJob({ chief: { container } })],
    ["pytorchjob", plx.pytorchJob({ master: { container }, nProcPerNode: 2 })],
    ["raycluster", plx.rayCluster({ head: plx.rayReplica({ container }) })],
    ["daskcluster", plx.daskCluster({ scheduler: { container } })],
    ["notifier", plx.notifier({ container })],
    ["cleaner", plx.cleaner({ container })],
    ["tuner", plx.tunerJob({ container, environment: plx.environment({ labels: { team: "a" } }) })],
  ])("make a run of kind %s", (kind, run) => {
    expect(read(plx.component({ run }))).toMatchObject({ run: { kind } });
  });

  it.each([
    ["cron", plx.cron("0 3 * * *", { maxRuns: 3 })],
    ["interval", plx.interval("PT1H", { startAt: new Date("2026-01-01") })],
    ["datetime", plx.datetime("2026-01-01T10:00:00Z")],
  ])("make a schedule of kind %s", (kind, schedule) => {
    expect(read(plx.operation({ component: train, schedule }))).toMatchObject({ schedule: { kind } });
  });

  it("make every source of an init step", () => {
    const steps = [
      plx.init.git({ url: "https://example.com/x.git" }),
      plx.init.artifacts({ files: ["a.csv", ["b.csv", "c.csv"]] }, { connection: "store" }),
      plx.init.paths(["a"]),
      plx.init.dockerfile({ image: "python" }),
      plx.init.file({ content: "x" }),
      plx.init.tensorboard({ port: 6006 }),
      plx.init.model("m:1"),
      plx.init.artifact("a:1"),
      plx.init.lineage("run.name"),
      plx.init.connection("repo"),
      plx.init.container({ image: "x" }),
    ];
    expect(read(plx.component({ run: plx.job({ init: steps }) }))).toMatchObject({ run: { init: { length: 11 } } });
  });

  it("make every way to give up", () => {
    const metric = { metric: "loss", value: 0.1, optimization: "minimize" } as const;
    const earlyStopping = [
      plx.stopOnFailures(50),
      plx.stopOnMetric(metric),
      plx.stopOnMetric({ ...metric, policy: plx.medianPolicy({ minSamples: 3 }) }),
      plx.stopOnMetric({ ...metric, policy: plx.truncationPolicy({ percent: 10, evaluationInterval: 2 }) }),
      plx.stopOnMetric({ ...metric, policy: plx.diffPolicy({ percent: 10, evaluationInterval: 2 }) }),
    ];
    const outputs = [plx.output("loss", "metric")];
    const matrix = plx.mapping({ values: [{ lr: 1 }], earlyStopping });
    expect(read(plx.operation({ component: { ...train, outputs }, matrix }))).toMatchObject({
      matrix: { earlyStopping: { length: 5 } },
    });
  });

  it("refer to the values of others", () => {
    expect(plx.fromOperation("train", "outputs.loss")).toEqual({ ref: "ops.train", value: "outputs.loss" });
    expect(plx.fromOperation(plx.operation({ name: "a" }), "outputs")).toEqual({ ref: "ops.a", value: "outputs" });
    expect(plx.fromRun("0123", "inputs.x")).toEqual({ ref: "runs.0123", value: "inputs.x" });
    expect(plx.fromDag("inputs.x")).toEqual({ ref: "dag", value: "inputs.x" });
    expect(() => plx.fromOperation(plx.operation({}), "outputs")).toThrow("needs a name");
    expect(() => plx.template("no braces")).toThrow('expected text with {{ ... }}, found "no braces"');
  });

  it("make what stands around an operation", () => {
    const around = plx.operation({
      component: train,
      build: plx.build({ hubRef: "kaniko" }),
      hooks: [plx.hook({ hubRef: "slack", trigger: "failed" })],
      events: [plx.event({ kinds: ["run_status_done"], ref: "ops.a" })],
      joins: [plx.join({ query: "status:succeeded", params: { losses: plx.param({ value: "outputs.loss" }) } })],
      cache: plx.cache({ disable: true }),
      plugins: plx.plugins({ auth: true }),
      runPatch: { container: { image: "other" } },
      params: { lr: 0.1, other: plx.fromOperation("a", "outputs.x") },
    });
    expect(read(around)).toMatchObject({ params: { lr: { value: 0.1 }, other: { ref: "ops.a" } } });
  });
});

/** Wrong fields do not compile: `npm run types` fails when one of these lines does. */
export const refused = [
  // @ts-expect-error a job has no ports
  () => plx.job({ ports: [80] }),
  // @ts-expect-error a misspelt field
  () => plx.container({ imagee: "python" }),
  // @ts-expect-error `numRuns` is required
  () => plx.random({ params: {} }),
  // @ts-expect-error not a word of the trigger
  () => plx.operation({ trigger: "sometimes" }),
  // @ts-expect-error text without a template where a number belongs
  () => plx.termination({ maxRetries: "three" }),
  // @ts-expect-error params belong to the operation
  () => plx.component({ run: plx.job(), params: {} }),
  // @ts-expect-error outputs of the dag are not known while it runs
  () => plx.fromDag("outputs"),
  // @ts-expect-error not a type of an input
  () => plx.input("x", "floaty"),
  // @ts-expect-error no run has such a field
  () => plx.operation({ runPatch: { contaner: {} } }),
];

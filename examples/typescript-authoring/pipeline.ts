import { component, dag, fromOperation, grid, input, choice, job, operation, output, termination } from "polyaxon";

const train = component({
  name: "train",
  inputs: [
    input("lr", "float", { validation: { gt: 0, lt: 1 } }),
    input("steps", "int", { value: 200, description: "steps of gradient descent" }),
  ],
  outputs: [output("loss", "metric"), output("slope", "metric")],
  run: job({ container: { command: ["node", "train.mjs"], args: "{{ params.as_args }}" } }),
});

const report = component({
  name: "report",
  inputs: [input("loss", "float"), input("slope", "float")],
  run: job({ container: { command: ["node", "report.mjs"], args: "{{ params.as_args }}" } }),
});

/** `polyaxon run -f pipeline.ts:single`: one run. */
export const single = operation({
  name: "fit",
  component: train,
  params: { lr: 0.1 },
  termination: termination({ maxRetries: 1 }),
});

/** `polyaxon check -f pipeline.ts:fitAndReport`: fit, then report what was found. */
export const fitAndReport = component({
  name: "fit-and-report",
  run: dag({
    operations: [
      single,
      operation({
        name: "tell",
        component: report,
        params: { loss: fromOperation(single, "outputs.loss"), slope: fromOperation(single, "outputs.slope") },
      }),
    ],
  }),
});

/** `polyaxon run -f pipeline.ts`: several learning rates, the same component. */
export default operation({
  component: train,
  matrix: grid({ params: { lr: choice([0.01, 0.05, 0.1]) }, concurrency: 3 }),
});

import { parseStoredOperation } from "@polyaxon/spec";
import { type PlanContext, childOperation, compileOperation, planExecution } from "../src/index.ts";
import { GOLDEN_CONTEXT, GOLDEN_RUN } from "../test/golden-context.ts";

/** Processor time per compilation of a small operation. Run with `npx tsx packages/compiler/bench/compile.ts`. */
const FILE = `
version: 1.1
kind: operation
name: sweep
tags: [a]
matrix: {kind: grid, concurrency: 2, params: {lr: {kind: choice, value: [0.1, 0.01]}, units: {kind: range, value: "16:64:16"}}}
params: {epochs: 5, data: "{{ globals.project_name }}"}
termination: {maxRetries: 1, timeout: 600}
component:
  inputs:
    - {name: lr, type: float}
    - {name: units, type: int, value: 32}
    - {name: epochs, type: int, value: 3}
    - {name: data, type: str, value: digits}
  outputs: [{name: accuracy, type: metric}]
  run:
    kind: job
    container: {image: "img:1", command: [python, train.py], args: ["--out={{ globals.run_outputs_path }}", "{{ params.as_args }}"]}
`;

function microseconds(label: string, work: () => unknown): void {
  for (let turn = 0; turn < 2_000; turn += 1) work();
  const turns = 10_000;
  const start = process.cpuUsage();
  for (let turn = 0; turn < turns; turn += 1) work();
  const { user, system } = process.cpuUsage(start);
  console.log(`${label}: ${((user + system) / turns).toFixed(1)} µs`);
}

const read = parseStoredOperation(FILE);
if (!read.ok) throw new Error(JSON.stringify(read.issues));
const parent = compileOperation({ operation: read.operation, run: GOLDEN_RUN });
if (!parent.ok) throw new Error(JSON.stringify(parent.issues));
const child = childOperation(parent.compiled, read.operation, { lr: 0.1, units: 16 });
const compiledChild = compileOperation({ operation: child, run: GOLDEN_RUN });
if (!compiledChild.ok) throw new Error(JSON.stringify(compiledChild.issues));
const context: PlanContext = GOLDEN_CONTEXT;

microseconds("compile a matrix", () => compileOperation({ operation: read.operation, run: GOLDEN_RUN }));
microseconds("make a child's operation", () => childOperation(parent.compiled, read.operation, { lr: 0.1, units: 16 }));
microseconds("compile a child", () => compileOperation({ operation: child, run: GOLDEN_RUN }));
microseconds("plan a child from its text", () => planExecution(compiledChild.content, context));

import type { PagesOf } from "./error-page.ts";

const job = (container: string, head = "kind: component\n"): string =>
  `version: 1.1\n${head}run:\n  kind: job\n  container: ${container}\n`;
const operation = (fields: string, component = "{run: {kind: job}}"): string =>
  `version: 1.1\nkind: operation\n${fields}\ncomponent: ${component}\n`;

/** What shows when an operation is put together with its component. */
export const COMPILE_PAGES: PagesOf<"compile."> = {
  "compile.schema": {
    title: "a patch or a rendered section does not fit",
    what: "`runPatch` is free in the file; laid over the component's run, the result has to be a run. The same holds for sections once their templates are rendered.",
    why: "What comes out is what runs, so it is checked like the file itself.",
    wrong: operation("runPatch: {container: {imag: python:3.12}}"),
    mended: operation("runPatch: {container: {image: python:3.12}}"),
  },
  "compile.template": {
    title: "a template cannot be read or rendered",
    what: "The text between `{{ }}` or `{% %}` is no expression of the template language, uses a filter that there is not, or runs into its limits.",
    why: "The run would start with the braces in its arguments.",
    wrong: job('{args: ["{{ 1 + }}"]}'),
    mended: job('{args: ["{{ 1 + 1 }}"]}'),
  },
  "compile.component": {
    title: "there is no component to run",
    what: "The file is compiled already, or it is a preset, which needs no component, where an operation is wanted. A server says it of a reference that was not resolved.",
    why: "Without the component there is nothing to run.",
    wrong: "version: 1.1\nkind: compiled_operation\nrun: {kind: job}\n",
    mended: "version: 1.1\nkind: component\nrun: {kind: job}\n",
  },
  "compile.conditions": {
    title: "a condition does not come out as true or false",
    what: "`conditions` is rendered, and its text has to be a boolean: the whole comparison stands inside the braces.",
    why: "Neither running nor skipping would be what was asked for.",
    wrong: operation("conditions: '{{ lr }} > 0.5'", "{inputs: [{name: lr, type: float, value: 1}], run: {kind: job}}"),
    mended: operation(
      "conditions: '{{ lr > 0.5 }}'",
      "{inputs: [{name: lr, type: float, value: 1}], run: {kind: job}}",
    ),
  },
  "compile.queue": {
    title: "a queue is malformed",
    what: "A queue is `queue`, or `agent/queue`.",
    why: "No agent would ever claim the run.",
    wrong: { file: operation("queue: lab/gpu/fast"), whenCompiled: true },
    mended: { file: operation("queue: lab/gpu"), whenCompiled: true },
  },
  "compile.namespace": {
    title: "a namespace is managed by no agent",
    what: "`namespace` is not among those that the server's agents put runs into; they are listed, the nearest is offered. A server whose runs are processes of a machine knows no namespaces and does not say this.",
    why: "No agent could start the run there.",
    wrong: { file: operation("namespace: labs"), whenCompiled: true, namespaces: ["lab"] },
    mended: { file: operation("name: train"), whenCompiled: true, namespaces: ["lab"] },
    alsoGives: ["advice.idle"],
  },
  "compile.build": {
    title: "a dag with a build",
    what: "`build` makes an image for a run's containers; a dag has none of its own.",
    why: "Give the build to the operations of the dag that need it.",
    wrong: operation(
      "build: {hubRef: kaniko}",
      "{run: {kind: dag, operations: [{name: a, component: {run: {kind: job}}}]}}",
    ),
    mended: operation(
      "name: all",
      "{run: {kind: dag, operations: [{name: a, build: {hubRef: kaniko}, component: {run: {kind: job}}}]}}",
    ),
  },
  "compile.needs": {
    title: "something has to be known first that only a server knows",
    what: "A value of another run, the runs of a join, or an image that is built first.",
    why: "A server finds it when the operation is run; on the command line `polyaxon compile` has nobody to ask.",
    wrong: {
      file: operation("joins: [{query: 'status: succeeded', params: {n: {value: outputs.n, contextOnly: true}}}]"),
      whenCompiled: true,
    },
    mended: { file: operation("params: {n: {value: [1, 2], contextOnly: true}}"), whenCompiled: true },
  },
};

/** Allowed, and hardly meant. */
export const ADVICE_PAGES: PagesOf<"advice."> = {
  "advice.name": {
    title: "a template uses a name that nothing gives a value to",
    what: "No input, output, param or matrix has this name, or `globals` or `params` has no such member; the nearest is offered. Names with a `default` filter or an `is defined` are left alone.",
    why: "It prints as nothing, which few commands take well.",
    wrong: job('{args: ["--lr={{ lr }}"]}', "kind: component\ninputs: [{name: rate, type: float, value: 0.1}]\n"),
    mended: job('{args: ["--lr={{ rate }}"]}', "kind: component\ninputs: [{name: rate, type: float, value: 0.1}]\n"),
  },
  "advice.type": {
    title: "an input or output has an unknown type",
    what: "No value is of this type.",
    why: "Every value will be refused.",
    wrong: job("{}", "kind: component\ninputs: [{name: lr, type: flaot, isOptional: true}]\n"),
    mended: job("{}", "kind: component\ninputs: [{name: lr, type: float, isOptional: true}]\n"),
  },
  "advice.duplicate": {
    title: "an input or output is declared twice",
    what: "Two inputs, or two outputs, have one name. Params are checked against both; templates see the value of the last one.",
    why: "One of the two has no effect, and nobody can tell which one was meant.",
    wrong: job(
      "{}",
      "kind: component\ninputs: [{name: lr, type: int, value: 1}, {name: lr, type: float, value: 0.5}]\n",
    ),
    mended: job("{}", "kind: component\ninputs: [{name: lr, type: float, value: 0.5}]\n"),
  },
  "advice.matrix": {
    title: "the matrix varies something that the component does not take",
    what: "No input has this name: the value reaches templates only.",
    why: "All runs of the sweep may do the same.",
    wrong: operation(
      "matrix: {kind: grid, params: {lr: {kind: choice, value: [1, 2]}}}",
      "{inputs: [{name: rate, type: int, value: 1}], run: {kind: job}}",
    ),
    mended: operation(
      "matrix: {kind: grid, params: {rate: {kind: choice, value: [1, 2]}}}",
      "{inputs: [{name: rate, type: int, value: 1}], run: {kind: job}}",
    ),
  },
  "advice.condition": {
    title: "a condition is never true",
    what: "It is false whatever the values are: a constant, or an `==` with something that the input's type can never equal.",
    why: "The operation is always skipped.",
    wrong: operation(
      "conditions: \"{{ epochs == '10' }}\"",
      "{inputs: [{name: epochs, type: int, value: 10}], run: {kind: job}}",
    ),
    mended: operation(
      'conditions: "{{ epochs == 10 }}"',
      "{inputs: [{name: epochs, type: int, value: 10}], run: {kind: job}}",
    ),
  },
  "advice.trigger": {
    title: "a trigger that is never asked, or can never fire",
    what: "An operation that waits for nothing starts at once, whatever its trigger. One that waits for a step and for that step's failure waits for both to happen: both ends are named. One that starts after a failure may find no outputs there.",
    why: "The dag would end without having done what it says.",
    wrong: `version: 1.1
kind: component
run:
  kind: dag
  operations:
    - {name: train, component: {run: {kind: job}}}
    - {name: clean, dependencies: [train], trigger: all_failed, component: {run: {kind: job}}}
    - {name: report, dependencies: [train, clean], component: {run: {kind: job}}}
`,
    mended: `version: 1.1
kind: component
run:
  kind: dag
  operations:
    - {name: train, component: {run: {kind: job}}}
    - {name: clean, dependencies: [train], trigger: all_failed, component: {run: {kind: job}}}
    - {name: report, dependencies: [train, clean], trigger: all_done, component: {run: {kind: job}}}
`,
  },
  "advice.edge": {
    title: "a value is taken from a sweep as if it were one run",
    what: "A matrix becomes many runs, each with its own outputs; the matrix itself has none.",
    why: "The value would be missing. A join collects one from each run, as a list.",
    wrong: `version: 1.1
kind: component
run:
  kind: dag
  operations:
    - name: sweep
      matrix: {kind: grid, params: {lr: {kind: choice, value: [1, 2]}}}
      component: {inputs: [{name: lr, type: int}], outputs: [{name: loss, type: float}], run: {kind: job}}
    - name: report
      params: {loss: {ref: ops.sweep, value: outputs.loss}}
      component: {inputs: [{name: loss, type: float}], run: {kind: job}}
`,
    mended: `version: 1.1
kind: component
run:
  kind: dag
  operations:
    - name: sweep
      matrix: {kind: grid, params: {lr: {kind: choice, value: [1, 2]}}}
      component: {inputs: [{name: lr, type: int}], outputs: [{name: loss, type: float}], run: {kind: job}}
    - name: report
      dependencies: [sweep]
      joins: [{query: "name: sweep", params: {losses: {value: outputs.loss}}}]
      component: {inputs: [{name: losses, type: float, isList: true}], run: {kind: job}}
`,
  },
  "advice.unused": {
    title: "a component of a dag is used by no operation",
    what: "No `dagRef` names it.",
    why: "It is either left over, or an operation that was meant to use it names another.",
    wrong: `version: 1.1
kind: component
run:
  kind: dag
  operations: [{name: a, dagRef: step}]
  components: [{name: step, run: {kind: job}}, {name: other, run: {kind: job}}]
`,
    mended: `version: 1.1
kind: component
run:
  kind: dag
  operations: [{name: a, dagRef: step}, {name: b, dagRef: other}]
  components: [{name: step, run: {kind: job}}, {name: other, run: {kind: job}}]
`,
  },
  "advice.idle": {
    title: "a section has no effect yet",
    what: "It is read, checked and kept, but this version does nothing with it.",
    why: "So that nobody waits for it. docs/compatibility.md lists what there is.",
    wrong: operation("namespace: research"),
    mended: operation("queue: research"),
  },
};

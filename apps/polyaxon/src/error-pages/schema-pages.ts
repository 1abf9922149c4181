import type { PagesOf } from "./error-page.ts";

const job = (container: string, before = ""): string =>
  `version: 1.1\nkind: component\n${before}run:\n  kind: job\n  container: ${container}\n`;
const JOB = job("{image: python:3.12}");
const sweep = (lr: string): string =>
  `version: 1.1\nkind: operation\nmatrix:\n  kind: grid\n  params:\n    lr: ${lr}\ncomponent:\n  inputs: [{name: lr, type: float}]\n  run: {kind: job}\n`;

/** Fields and values that the language does not have. */
export const SCHEMA_PAGES: PagesOf<"PLX-3"> = {
  "PLX-301": {
    title: "a field is unknown",
    what: "The mapping does not have this field. Fields may be written in camelCase or snake_case; the nearest one is offered.",
    why: "A misspelt field would silently have no effect.",
    wrong: job("{image: python:3.12, comand: [python, train.py]}"),
    mended: job("{image: python:3.12, command: [python, train.py]}"),
  },
  "PLX-302": {
    title: "a required field is missing",
    what: "The mapping means nothing without this field.",
    why: "There is no value that could be assumed.",
    wrong: job("{image: python:3.12}", "inputs: [{type: float}]\n"),
    mended: job("{image: python:3.12}", "inputs: [{name: lr, type: float, value: 0.1}]\n"),
  },
  "PLX-303": {
    title: "a value has the wrong type",
    what: "What was expected and what was found are named. Where YAML made a number or a boolean of what was meant as text (`3.10`, `NO`, `1:30`), the hint says how to write it in quotes.",
    why: "Converting silently would change the value: `3.10` as a number is `3.1`.",
    wrong: job("{image: 3.10}"),
    mended: job('{image: "3.10"}'),
  },
  "PLX-304": {
    title: "a value is not one of the allowed words",
    what: "The field takes one of a few words, in exactly this case; all of them are listed.",
    why: "Any other word would mean nothing to the scheduler.",
    wrong: "version: 1.1\nkind: operation\npathRef: train.yaml\npatchStrategy: merge\n",
    mended: "version: 1.1\nkind: operation\npathRef: train.yaml\npatchStrategy: post_merge\n",
  },
  "PLX-305": {
    title: "a kind is unknown",
    what: "A `run`, `matrix`, `schedule` or early stopping policy of this kind does not exist. Kinds that were dropped are named with what takes their place: `rayjob` is `raycluster`, `daskjob` is `daskcluster`; for `mxjob`, `xgbjob` and `paddlejob` use `pytorchjob`, `tfjob` or a `job`.",
    why: "The kind decides which fields there are.",
    wrong: "version: 1.1\nkind: component\nrun:\n  kind: daskjob\n",
    mended: "version: 1.1\nkind: component\nrun:\n  kind: daskcluster\n",
  },
  "PLX-306": {
    title: "a number is out of range",
    what: "The smallest or largest number that is allowed is named.",
    why: "No run could follow it: a sweep of -1 runs, a limit below zero.",
    wrong:
      "version: 1.1\nkind: operation\npathRef: train.yaml\nmatrix: {kind: random, numRuns: 0, params: {lr: {kind: uniform, value: [0, 1]}}}\n",
    mended:
      "version: 1.1\nkind: operation\npathRef: train.yaml\nmatrix: {kind: random, numRuns: 5, params: {lr: {kind: uniform, value: [0, 1]}}}\n",
  },
  "PLX-307": {
    title: "a name is malformed",
    what: "Names of components and operations hold letters, digits, `-` and `_`. Inputs and outputs may not be called `globals`, `params` or `connections`.",
    why: "Names become parts of addresses, labels and templates.",
    wrong: job("{image: python:3.12}", "name: my trainer\n"),
    mended: job("{image: python:3.12}", "name: my-trainer\n"),
  },
  "PLX-308": {
    title: "fields that exclude each other, or need each other",
    what: "An operation refers to one component; an init step has one source; `git` without a `url` needs a `connection`; and the like.",
    why: "With both, or neither, it is open which one is meant.",
    wrong: "version: 1.1\nkind: operation\nhubRef: notebook\npathRef: train.yaml\n",
    mended: "version: 1.1\nkind: operation\npathRef: train.yaml\n",
  },
  "PLX-309": {
    title: "an input or output contradicts itself",
    what: "A default that does not fit its type, a flag that is not a `bool`, a value that is said not to be optional.",
    why: "Each run without a param of its own would fail.",
    wrong: job("{image: python:3.12}", "inputs: [{name: epochs, type: int, value: many}]\n"),
    mended: job("{image: python:3.12}", "inputs: [{name: epochs, type: int, value: 10}]\n"),
  },
  "PLX-310": {
    title: "a hyper-parameter does not fit",
    what: "The value has a form that the kind does not know, an empty range, weights of more than 1 in all, or a kind that the search cannot list.",
    why: "The search would have nothing to try, or could never end.",
    wrong: sweep("{kind: range, value: [1, 0, 0.1]}"),
    mended: sweep("{kind: range, value: [0, 1, 0.1]}"),
  },
  "PLX-311": {
    title: "a field is written twice, once in each spelling",
    what: "`camelCase` and `snake_case` name the same field.",
    why: "It is open which of the two values is meant.",
    wrong:
      "version: 1.1\nkind: component\nrun:\n  kind: job\n  container: {image: python:3.12, workingDir: /a, working_dir: /b}\n",
    mended: "version: 1.1\nkind: component\nrun:\n  kind: job\n  container: {image: python:3.12, workingDir: /b}\n",
  },
  "PLX-399": {
    title: "there are more problems than are listed",
    what: "The first hundred problems are listed.",
    why: "So many mostly have one cause: a section in the wrong place, or a file of something else.",
    wrong: {
      described: "a container with 120 unknown fields",
      bytes: () => job(`{${Array.from({ length: 120 }, (_, index) => `unknown${index}: 1`).join(", ")}}`),
    },
    mended: JOB,
    alsoGives: ["PLX-301"],
  },
};

/** Told, not refused. */
export const NOTICE_PAGES: PagesOf<"PLX-9"> = {
  "PLX-901": {
    title: "the run kind was left out and read as a job",
    what: "A `run` with a container and no `kind` can only be a job.",
    why: "It works; `kind: job` says it to the next reader.",
    wrong: "version: 1.1\nkind: component\nrun:\n  container: {image: python:3.12}\n",
    mended: JOB,
  },
  "PLX-902": {
    title: "a name is shadowed by the runtime",
    what: "`init` in a template is what the init steps prepared, never this input or output.",
    why: "The template would print something else than expected.",
    wrong: job("{image: python:3.12}", "inputs: [{name: init, type: str, value: a}]\n"),
    mended: job("{image: python:3.12}", "inputs: [{name: start, type: str, value: a}]\n"),
  },
  "PLX-903": {
    title: "a whole number is too large to be kept exactly",
    what: "Whole numbers above 9007199254740991 lose their last digits.",
    why: "An id or a hash of digits only would become another one. In quotes it is text and stays as it is.",
    wrong: job("{image: python:3.12}", "inputs: [{name: id, value: 90071992547409931}]\n"),
    mended: job("{image: python:3.12}", 'inputs: [{name: id, value: "90071992547409931"}]\n'),
  },
  "PLX-904": {
    title: "a range without quotes is read as a range",
    what: "To YAML 1.1, `1:10:2` is a number in base 60 (4202). Where a range is asked for, the range is read.",
    why: "Other readers of the file may not be so kind: in quotes it is a range for all of them.",
    wrong: sweep("{kind: range, value: 1:10:2}"),
    mended: sweep('{kind: range, value: "1:10:2"}'),
  },
  "PLX-905": {
    title: "a value is not read as it looks",
    what: "To YAML 1.1 `NO`, `off` and `yes` are booleans, `1:30` is 90 (base 60), `0123` is 83 (octal), and `1e-3` is text: a number with an exponent has a dot and a sign.",
    why: "Where any value may stand, only the author knows which one is meant.",
    wrong:
      "version: 1.1\nkind: operation\nparams: {country: {value: NO, contextOnly: true}}\ncomponent: {run: {kind: job}}\n",
    mended:
      'version: 1.1\nkind: operation\nparams: {country: {value: "NO", contextOnly: true}}\ncomponent: {run: {kind: job}}\n',
  },
};

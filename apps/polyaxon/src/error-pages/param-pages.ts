import type { PagesOf } from "./error-page.ts";

const operation = (params: string, inputs = "[{name: lr, type: float}]"): string =>
  `version: 1.1\nkind: operation\nparams: ${params}\ncomponent:\n  inputs: ${inputs}\n  run: {kind: job}\n`;
const GOOD = operation("{lr: 0.1}");
const RUN = "6c8f0a5e4b0d4d6b9b0f8f5f3f1e2d3c";

/** The values that an operation gives to its component. */
export const PARAM_PAGES: PagesOf<"param."> = {
  "param.missing": {
    title: "a required input has no value",
    what: "The component declares an input without a default, and neither `params`, the matrix nor a join gives it a value.",
    why: "The run would start without something that it says it needs. Give it with `-P name=value` or under `params`, or give the input a default.",
    wrong: operation("{}"),
    mended: GOOD,
  },
  "param.unexpected": {
    title: "a param that the component does not take",
    what: "No input or output has this name.",
    why: "A misspelt param would leave the input at its default, unnoticed. Values that only templates use say `contextOnly: true`.",
    wrong: operation("{lr: 0.1, epochs: 3}"),
    mended: operation("{lr: 0.1, epochs: {value: 3, contextOnly: true}}"),
  },
  "param.value": {
    title: "a param does not fit its input",
    what: "The value is not of the input's type, or breaks its `validation`.",
    why: "The run would fail on it, later and with a worse message.",
    wrong: operation("{lr: fast}"),
    mended: GOOD,
  },
  "param.ref": {
    title: "a reference is malformed",
    what: "`ref` is `ops.<name>`, `runs.<uuid>` or `dag`, and `value` says what of it: `outputs.<name>`, `inputs.<name>`, `artifacts.<name>`, `globals.<name>`.",
    why: "It could never be found.",
    wrong: operation(`{lr: {ref: run.${RUN}, value: outputs.lr}}`),
    mended: operation(`{lr: {ref: runs.${RUN}, value: outputs.lr}}`),
  },
  "param.init": {
    title: "a param that cannot be prepared by an init step",
    what: "`toInit` fetches what the param names before the run starts; that needs a connection, or a type that can be fetched: `git`, `artifacts`, `dockerfile`.",
    why: "There is nothing that an init step could do with a plain value.",
    wrong: operation("{code: {value: main, toInit: true}}", "[{name: code, type: str}]"),
    mended: operation(
      "{code: {value: {url: https://example.org/code.git}, toInit: true}}",
      "[{name: code, type: git}]",
    ),
  },
  "param.reserved": {
    title: "a param with a name that templates already use",
    what: "`globals`, `params` and `connections` stand for something in every template.",
    why: "The template would see the one or the other.",
    wrong: operation("{lr: 0.1, globals: {value: 1, contextOnly: true}}"),
    mended: operation("{lr: 0.1, shared: {value: 1, contextOnly: true}}"),
  },
  "param.join": {
    title: "a join gives a list to an input that takes one value",
    what: "A join collects a value from each run that its query finds, so its params are lists.",
    why: "The input would be given something it does not take: say `isList: true`.",
    wrong:
      "version: 1.1\nkind: operation\njoins: [{query: 'status: succeeded', params: {losses: {value: outputs.loss}}}]\ncomponent:\n  inputs: [{name: losses, type: float}]\n  run: {kind: job}\n",
    mended:
      "version: 1.1\nkind: operation\njoins: [{query: 'status: succeeded', params: {losses: {value: outputs.loss}}}]\ncomponent:\n  inputs: [{name: losses, type: float, isList: true}]\n  run: {kind: job}\n",
  },
};

const COMPONENT = "version: 1.1\nkind: component\ninputs: [{name: lr, type: float, value: 0.1}]\nrun: {kind: job}\n";

/** What was typed beside the file. */
export const OVERRIDE_PAGES: PagesOf<"override."> = {
  "override.param": {
    title: "a word of the command line is malformed",
    what: "`-P` takes `name=value`, each name once; `--approved` takes true or false.",
    why: "It is not clear what was meant.",
    wrong: { file: COMPONENT, typed: "-P lr", overrides: { params: ["lr"] } },
    mended: { file: COMPONENT, typed: "-P lr=0.2", overrides: { params: ["lr=0.2"] } },
  },
  "override.hparam": {
    title: "a -HP is malformed",
    what: "`-HP` takes `name=kind:value`, such as `lr=choice:[0.1, 0.2]` or `units=range:16:64:8`.",
    why: "It says how the values of a search are made, so the kind cannot be left out.",
    wrong: { file: COMPONENT, typed: "-HP lr=0.1,0.2", overrides: { hparams: ["lr=0.1,0.2"] } },
    mended: { file: COMPONENT, typed: "-HP lr=choice:[0.1,0.2]", overrides: { hparams: ["lr=choice:[0.1,0.2]"] } },
  },
  "override.matrix": {
    title: "the search of the command line does not fit together",
    what: "`--matrix-kind`, `--matrix-num-runs` and `--hparam` are put together into one matrix, which is refused.",
    why: "A random search, for example, needs to know how many runs to draw.",
    wrong: {
      file: COMPONENT,
      typed: "-HP lr=uniform:0:1 --matrix-kind random",
      overrides: { hparams: ["lr=uniform:0:1"], matrixKind: "random" },
    },
    mended: {
      file: COMPONENT,
      typed: "-HP lr=uniform:0:1 --matrix-kind random --matrix-num-runs 5",
      overrides: { hparams: ["lr=uniform:0:1"], matrixKind: "random", matrixNumRuns: 5 },
    },
  },
  "override.cache": {
    title: "the cache options do not fit together",
    what: "`--cache` takes true or false, and excludes `--nocache`.",
    why: "It is not clear what was meant.",
    wrong: { file: COMPONENT, typed: "--cache maybe", overrides: { cache: "maybe" } },
    mended: { file: COMPONENT, typed: "--nocache", overrides: { nocache: true } },
  },
};

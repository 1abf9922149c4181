import type { PagesOf } from "./error-page.ts";

const JOB = "version: 1.1\nkind: component\nrun:\n  kind: job\n  container: {image: python:3.12}\n";

/** What kind of file it is. */
export const POLYAXONFILE_PAGES: PagesOf<"PLX-2"> = {
  "PLX-201": {
    title: "the kind is missing or unknown",
    what: "The root has `kind: component` (something that can be run), `kind: operation` (how a component is run), or `kind: compiled_operation`. What runs, such as `job` or `dag`, is the kind of `run`.",
    why: "The kind decides what every other section means. The nearest one is read meanwhile, so that the rest can be checked.",
    wrong: "version: 1.1\nkind: operations\npathRef: train.yaml\n",
    mended: "version: 1.1\nkind: operation\npathRef: train.yaml\n",
  },
  "PLX-202": {
    title: "the version is missing or not supported",
    what: "Every file says `version: 1.1`, as a number. Presets may leave it out.",
    why: "It is how a file of an older Polyaxon is told from one of today. `polyaxon check --fix` writes it; what else changed since is told by the same check.",
    wrong: "version: 1\nkind: component\nrun:\n  kind: job\n  container: {image: python:3.12}\n",
    mended: JOB,
  },
  "PLX-203": {
    title: "a top-level section is unknown",
    what: "The root of a file has a fixed set of sections, in camelCase. Sections of older files are named with the place where they are now.",
    why: "A misspelt section would silently have no effect.",
    wrong: "version: 1.1\nkind: component\nqueues: gpu\nrun:\n  kind: job\n  container: {image: python:3.12}\n",
    mended: "version: 1.1\nkind: component\nqueue: gpu\nrun:\n  kind: job\n  container: {image: python:3.12}\n",
  },
  "PLX-204": {
    title: "the file was written for an older Polyaxon",
    what: "Kinds such as `experiment`, `group` or `pipeline` belong to versions before 1.1; each is named with what takes its place.",
    why: "The old kinds meant other things than any kind of today, so they are not guessed at. `polyaxon check --fix` rewrites what has exactly one meaning today.",
    wrong: "version: 1.1\nkind: experiment\nrun:\n  kind: job\n  container: {image: python:3.12}\n",
    mended: JOB,
  },
};

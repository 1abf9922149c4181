import type { PagesOf } from "./error-page.ts";

const refers = (fields: string): string => `version: 1.1\nkind: operation\n${fields}\n`;

/** What `hubRef`, `pathRef` and `urlRef` lead to. */
export const REFERENCE_PAGES: PagesOf<"reference."> = {
  "reference.unknown": {
    title: "a reference leads to nothing",
    what: "The hub has no component of this name or version (the nearest is offered), or there is no such file.",
    why: "There is nothing to run.",
    wrong: refers("hubRef: tensorbord\nparams: {uuid: 0123456789abcdef0123456789abcdef}"),
    mended: refers("hubRef: tensorboard\nparams: {uuid: 0123456789abcdef0123456789abcdef}"),
  },
  "reference.refused": {
    title: "a reference leads where it may not",
    what: "A file outside the project (the nearest folder with `.git` or `.polyaxon`, else the file's own), a file seen from something that has no folder, an address that is not on the public internet, a registry that there is not, or a `dagRef` outside of a dag.",
    why: "What somebody's file names must not open other files and other networks. `POLYAXON_OUTGOING_ALLOW` names addresses that may be called all the same.",
    wrong: refers("urlRef: http://169.254.169.254/train.yaml"),
    mended: refers("pathRef: train.yaml"),
  },
  "reference.unreadable": {
    title: "what a reference leads to cannot be read",
    what: "The file is a folder or closed to this account, or the address does not answer with a file within ten seconds.",
    why: "There is nothing to run, or it cannot be known what.",
    wrong: refers("pathRef: ."),
    mended: refers("pathRef: train.yaml"),
  },
  "reference.component": {
    title: "a reference leads to something that is no component",
    what: "The file has mistakes, told with their places in it, or it is an operation: an operation refers to a component, and params, matrix and the like stand beside the reference.",
    why: "An operation runs one component.",
    wrong: refers("pathRef: sweep.yaml"),
    mended: refers("pathRef: train.yaml"),
  },
  "reference.cycle": {
    title: "references lead back to where they come from",
    what: "A dag refers, directly or through others, to the file that it stands in. The way round is printed.",
    why: "It would have no end.",
    wrong: refers("pathRef: circle.yaml"),
    mended: refers("pathRef: train.yaml"),
  },
  "reference.limit": {
    title: "references lead to too much",
    what: "More than 10 references inside each other, more than 100 different ones, more than 5 MB or 200,000 values together, or one file that is larger than that.",
    why: "The operation is stored and sent with all its components inside.",
    wrong: {
      described: "A dag of 101 operations, each with another version of a component",
      bytes: () =>
        `version: 1.1\nkind: component\nrun:\n  kind: dag\n  operations:\n${Array.from(
          { length: 101 },
          (_, index) => `    - {name: o${index}, pathRef: ${"./".repeat(index)}train.yaml}\n`,
        ).join("")}`,
    },
    mended:
      "version: 1.1\nkind: component\nrun:\n  kind: dag\n  operations:\n    - {name: one, pathRef: train.yaml}\n    - {name: two, pathRef: train.yaml}\n",
  },
};

import type { PagesOf } from "./error-page.ts";

const JOB = "version: 1.1\nkind: component\nrun:\n  kind: job\n  container: {image: python:3.12}\n";
const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");

/** The file as bytes, and as YAML. */
export const DOCUMENT_PAGES: PagesOf<"PLX-1"> = {
  "PLX-101": {
    title: "the file is too large",
    what: "A Polyaxonfile has at most 5 MB. A matrix stands for many operations that differ in their params, and a `pathRef` keeps a component in a file of its own; data belongs into artifacts.",
    why: "The limit is checked before anything else, so that a data file that was named by mistake costs nothing.",
    wrong: { described: "a file of 6 MB", bytes: () => `${JOB}# ${"x".repeat(6_000_000)}\n` },
    mended: JOB,
  },
  "PLX-102": {
    title: "the file is not UTF-8 text",
    what: "The bytes are no UTF-8. The byte and its offset are named; UTF-16 and UTF-32 are recognised.",
    why: "Guessing an encoding would read other names and values than the author wrote.",
    wrong: { described: "a file saved as UTF-16", bytes: () => Buffer.from(`\uFEFF${JOB}`, "utf16le") },
    mended: JOB,
  },
  "PLX-103": {
    title: "the file holds a control character",
    what: "YAML allows tabs and line breaks, and no other control character. A NUL most often means a binary file.",
    why: "Such characters are invisible in an editor and dangerous in a terminal.",
    wrong: { described: "a file with a NUL in a comment", bytes: () => `${JOB}# a\u0000b\n` },
    mended: JOB,
  },
  "PLX-104": {
    title: "the YAML is not well-formed",
    what: "The text is no YAML: indentation that does not match, a bracket or quote that is not closed, a tab as indentation.",
    why: "The first few places are named; one slip often makes many errors below it, so begin at the top.",
    wrong: "version: 1.1\nkind: component\nrun:\n  kind: job\n  container: {image: [python}\n",
    mended: JOB,
  },
  "PLX-105": {
    title: "a key is written twice in one mapping",
    what: "Both lines are named.",
    why: "Most readers of YAML keep the last one silently: half of what you wrote would have no effect.",
    wrong: "version: 1.1\nkind: component\nqueue: cpu\nqueue: gpu\nrun: {kind: job}\n",
    mended: "version: 1.1\nkind: component\nqueue: gpu\nrun: {kind: job}\n",
  },
  "PLX-106": {
    title: "the document is nested too deeply",
    what: "Mappings and lists may stand at most 100 levels inside each other, counting what aliases bring.",
    why: "No real file comes near it; a deeper one is made to exhaust its reader.",
    wrong: {
      described: "a list inside a list, 200 times",
      bytes: () => `version: 1.1\nkind: component\ntags: ${"[".repeat(200)}${"]".repeat(200)}\n`,
    },
    mended: JOB,
  },
  "PLX-107": {
    title: "the document has too many values, counting what its aliases repeat",
    what: "A document has at most 200,000 values (mappings, lists, keys and what they hold), and 75,000 where the file has anchors, aliases, tags or tabs, or is not well-formed. An alias counts as often as it is used. A matrix stands for many operations that differ in their params, and a `pathRef` keeps a component in a file of its own.",
    why: "A few lines of aliases of aliases can stand for more values than any memory holds.",
    wrong: {
      described: "nine lists, each of ten aliases of the one before",
      bytes: () =>
        `${JOB}x0: &x0 [1]\n${lines(9, (index) => `x${index + 1}: &x${index + 1} [${`*x${index},`.repeat(10)}]`)}\n`,
    },
    mended: JOB,
  },
  "PLX-108": {
    title: "an alias does not name an earlier anchor, or contains itself",
    what: "`*name` repeats what `&name` marked, further up in the same file.",
    why: "There is nothing that it could stand for.",
    wrong: "version: 1.1\nkind: component\nrun:\n  kind: job\n  container: *trainer\n",
    mended:
      "version: 1.1\nkind: component\nrun:\n  kind: job\n  container: &trainer {image: python:3.12}\n  sidecars: [*trainer]\n",
  },
  "PLX-109": {
    title: "the file holds more than one document",
    what: "A line `---` begins another document; a Polyaxonfile is one.",
    why: "It would not be clear which of them runs.",
    wrong: `${JOB}---\n${JOB}`,
    mended: JOB,
  },
  "PLX-110": {
    title: "the file is empty or its root is not a mapping",
    what: "A Polyaxonfile begins with keys such as `version` and `kind`; this is empty, a list, or one value.",
    why: "There is nothing to run.",
    wrong: "- train\n- evaluate\n",
    mended: JOB,
  },
  "PLX-111": {
    title: "a YAML tag is not supported",
    what: "Tags such as `!!python/object` or `!secret` ask the reader to build something; only the tags of plain data are known.",
    why: "A file from somebody else must never run code by being read.",
    wrong: "version: 1.1\nkind: component\nname: !secret trainer\nrun: {kind: job}\n",
    mended: "version: 1.1\nkind: component\nname: trainer\nrun: {kind: job}\n",
  },
  "PLX-112": {
    title: "a mapping key is not usable",
    what: "A key is text. A list or mapping as a key, `__proto__`, a key of more than 1,024 characters, and a merge key `<<` of something that is no mapping are refused.",
    why: "Nothing in the language could look them up.",
    wrong: "version: 1.1\nkind: component\nrun:\n  kind: job\n  container: {<<: python, image: python:3.12}\n",
    mended: JOB,
  },
};

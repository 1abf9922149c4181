import { describe, expect, it } from "vitest";
import { readPolyaxonfile } from "../read/read-polyaxonfile.ts";
import { fixPolyaxonfile } from "./fix-polyaxonfile.ts";

const fix = (text: string) => fixPolyaxonfile({ bytes: text, filename: "f" });
/** Mended, and then a file that reads. */
function mended(text: string): string {
  const { text: result } = fix(text);
  const read = readPolyaxonfile({ bytes: result, filename: "f" });
  expect(read.ok ? [] : read.issues.map(({ message }) => message)).toEqual([]);
  return result;
}

describe("what is mended in place, everything around it as it is written", () => {
  it("spellings, the version, texts that are numbers, ranges, renamed kinds", () => {
    const before = `# mine
version: "1.1"   # quoted
kind: operations
hub_ref:    trainer   # spaces stay

matrix: {kind: random, num_runs: 5, Params: {lr: {kind: range, value: 1:10:2}}}
queue: 10
`;
    expect(mended(before)).toBe(`# mine
version: 1.1   # quoted
kind: operation
hubRef:    trainer   # spaces stay

matrix: {kind: random, num_runs: 5, params: {lr: {kind: range, value: "1:10:2"}}}
queue: "10"
`);
  });

  it("a field in other capitals, a tag that lost a zero, a kind that has another name", () => {
    const before =
      "version: 1\nkind: component\nrun:\n  kind: rayjob\n  head: {container: {Image: a, WorkingDir: 3.10}}\n";
    expect(mended(before)).toBe(
      'version: 1.1\nkind: component\nrun:\n  kind: raycluster\n  head: {container: {image: a, workingDir: "3.10"}}\n',
    );
  });

  it("a version and a kind that are missing", () => {
    expect(mended("# top\nrun:\n  kind: job\n")).toBe("# top\nversion: 1.1\nkind: component\nrun:\n  kind: job\n");
    expect(mended("version: 1.1\nhubRef: a\n")).toBe("version: 1.1\nkind: operation\nhubRef: a\n");
  });

  it("lines end as the file's own do, and a mark at its beginning stays", () => {
    const before = "\uFEFFkind: operation\r\nhub_ref: a\r\nrunPatch:\r\n  container: {image: b}\r\n";
    expect(fix(before).text).toBe(
      "\uFEFFversion: 1.1\r\nkind: operation\r\nhubRef: a\r\nrunPatch:\r\n  container: {image: b}\r\n",
    );
    const old = "version: 1.1\r\nkind: operation\r\nrun:\r\n  kind: job\r\nenvironment:\r\n  nodeName: n\r\n";
    expect(mended(old)).toBe(
      "version: 1.1\r\nkind: operation\r\ncomponent:\r\n  run:\r\n    kind: job\r\n    environment:\r\n      nodeName: n\r\n",
    );
  });

  it("not a guess: a misspelt word is told, and left", () => {
    const text = "version: 1.1\nkind: component\nrun: {kind: job, container: {comand: [a]}}\n";
    expect(fix(text)).toEqual({ text, done: [] });
  });

  it("not what is no YAML, or right already, byte for byte", () => {
    for (const text of ["a: [", "\uFEFFversion: 1.1\r\nkind: component\r\nrun: {kind: job}\r\n", ""])
      expect(fix(text)).toEqual({ text, done: [] });
  });
});

describe("older files", () => {
  it("a pipeline of version 1: its ops and templates are the run of a dag, lines and comments as they are", () => {
    const before = `version: 1
kind: pipeline
name: nightly
concurrency: 2
# what happens
ops:
  - template: {name: prepare}
    name: first
  # then
  - name: second
    template: {name: train}
    dependencies: [first]
components:
  - name: prepare
    run: {kind: job, container: {image: a}}
  - name: train
    run:
      kind: job
      container:
        image: b
        args:
          - |
            two
            lines
`;
    expect(mended(before)).toBe(`version: 1.1
kind: component
name: nightly
run:
  kind: dag
  concurrency: 2
  # what happens
  operations:
    - dagRef: prepare
      name: first
    # then
    - name: second
      dagRef: train
      dependencies: [first]
  components:
    - name: prepare
      run: {kind: job, container: {image: a}}
    - name: train
      run:
        kind: job
        container:
          image: b
          args:
            - |
              two
              lines
`);
  });

  it("an experiment group of 0.x: declarations, hptuning, what moved under run, the command", () => {
    const before = `version: 1
kind: group
declarations:
  batch: 64   # as it was
hptuning:
  kind: grid
  concurrency: 2
  params: {lr: {kind: choice, value: [0.1, 0.2]}}
run:
  cmd: python train.py --lr={{ lr }}
environment:
  nodeSelector: {pool: gpu}
`;
    expect(mended(before)).toBe(`version: 1.1
kind: operation
matrix:
  kind: grid
  concurrency: 2
  params: {lr: {kind: choice, value: [0.1, 0.2]}}
component:
  inputs:
    - { name: batch, value: 64 }   # as it was
  run:
    kind: job
    container:
      command: [sh, -c]
      args: ["python train.py --lr={{ lr }}"]
    environment:
      nodeSelector: {pool: gpu}
`);
  });

  it("what an operation runs, written beside it, is its component; a document's end stays its end", () => {
    expect(mended("---\nversion: 1.1\nkind: operation\n# mine\nrun:\n  kind: job\nconnections: [data]\n...\n")).toBe(
      "---\nversion: 1.1\nkind: operation\ncomponent:\n  # mine\n  run:\n    kind: job\n    connections: [data]\n...\n",
    );
  });

  it("what a run is made of, beside the kind, is the run of a job; what is misspelt in it moves as well", () => {
    const before = `version: 1.1
kind: component
# where
environment: {nodeName: n}
inputs: [{name: a}]
container:   # what
  image: busybox
  Command: [a]
`;
    expect(mended(before)).toBe(`version: 1.1
kind: component
inputs: [{name: a}]
run:
  kind: job
  # where
  environment: {nodeName: n}
  container:   # what
    image: busybox
    command: [a]
`);
    expect(fix("version: 1.1\nkind: component\ncontainer: {image: a, comand: [b]}\n").text).toBe(
      "version: 1.1\nkind: component\nrun:\n  kind: job\n  container: {image: a, comand: [b]}\n",
    );
    expect(mended("version: 1.1\nkind: operation\nmatrix: {kind: grid, params: {}}\ncontainer: {image: a}\n")).toBe(
      "version: 1.1\nkind: operation\nmatrix: {kind: grid, params: {}}\ncomponent:\n  run:\n    kind: job\n    container: {image: a}\n",
    );
  });

  it("but not without a container, nor beside a reference, whose run it may be meant to change", () => {
    for (const before of [
      "version: 1.1\nkind: component\nenvironment: {nodeName: n}\n",
      "version: 1.1\nkind: operation\nhubRef: a\ncontainer: {image: b}\n",
    ])
      expect(fix(before)).toEqual({ text: before, done: [] });
  });

  it("what would fit no better where it belongs today stays where it is", () => {
    const before = "version: 1.1\nkind: component\nenvironment: {secrets: [a]}\nrun:\n  kind: job\n";
    expect(fix(before)).toEqual({ text: before, done: [] });
  });

  it("what needs a decision stays for the check to tell", () => {
    const before = "version: 1\nkind: notebook\nsecretResources: [a]\nrun:\n  kind: job\n";
    const { done, text } = fix(before);
    expect(done).toEqual(["line 1: `1` is `1.1`"]);
    expect(text).toContain("kind: notebook\nsecretResources");
  });
});

it("mending what is mended changes nothing", () => {
  const once = fix("version: 1\nkind: operations\nhub_ref: a\nqueue: 5\n").text;
  expect(fix(once)).toEqual({ text: once, done: [] });
});

describe("what is moved or written anew", () => {
  it("keeps every comment, and words of comments as they are", () => {
    const before = `# This job trains, as one component
kind: job # a job
# how fast
declarations: # both
  # of the optimiser
  lr: 0.1 # low
build: # made once
  image: "img #1" # small
# the component itself
run:
  # first
  cmd: train # then
`;
    expect(mended(before)).toBe(`# This job trains, as one component
version: 1.1
kind: component # a job
# how fast
# both
# of the optimiser
inputs:
  - { name: lr, value: 0.1 } # low
# made once
# small
# the component itself
# first
# then
run:
  kind: job
  container:
    image: "img #1"
    command: [sh, -c]
    args: ["train"]
`);
  });

  it("keeps texts as they are: lines of spaces, and characters that only other languages end lines with", () => {
    const before =
      'version: 1.1\nkind: component\nrun:\n  kind: job\ncontainer:\n  image: "a\u2028b"\n  args: |\n    x\n      \n    y\n';
    const read = readPolyaxonfile({ bytes: mended(before), filename: "f" });
    expect(read.ok && read.document).toMatchObject({ run: { container: { image: "a\u2028b", args: "x\n  \ny\n" } } });
  });

  it("is done in one go: nothing is left for a second one", () => {
    const before = `version: 1
kind: operations
run: {kind: job}
tags: [1]
`;
    const { text } = fix(before);
    expect(text).toBe('version: 1.1\nkind: operation\ntags: ["1"]\ncomponent:\n  run: {kind: job}\n');
    expect(fix(text)).toEqual({ text, done: [] });
  });
});

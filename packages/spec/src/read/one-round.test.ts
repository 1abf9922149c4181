import { describe, expect, it } from "vitest";
import { type ReadOptions, readPolyaxonfile } from "./read-polyaxonfile.ts";

/** What is told of a file, as `line:column message / hint`. */
function told(text: string, options?: ReadOptions): readonly string[] {
  const read = readPolyaxonfile({ bytes: text, filename: "f" }, options);
  if (read.ok) throw new Error("was read");
  return read.issues.map(({ column, hint = "", line, message }) => `${line}:${column} ${message} / ${hint}`);
}

function inSpite(text: string) {
  const read = readPolyaxonfile({ bytes: text, filename: "f" });
  if (read.ok || read.inSpite === undefined) throw new Error("not read in spite");
  return read.inSpite;
}

describe("one round tells all, and nothing that only follows from something else", () => {
  it("what is inside sections that belong deeper, which are no missing run", () => {
    const text = `version: 1.1
kind: component
container: {image: x, comand: [a]}
environment: {nodeNam: n}
`;
    expect(told(text)).toEqual([
      "3:1 unknown top-level section `container` / it belongs under `run`",
      "3:23 unknown field `comand` / did you mean `command`?",
      "4:1 unknown top-level section `environment` / it belongs under `run`",
      "4:15 unknown field `nodeNam` / did you mean `nodeName`?",
    ]);
  });

  it("what is inside sections of the other kind", () => {
    expect(
      told("version: 1.1\nkind: component\nmatrix: {kind: gird, params: {lr: 1}}\nrun: {kind: job, init: 1}\n"),
    ).toEqual([
      "3:1 a component has no section `matrix` / it belongs to an operation: write `kind: operation` with this under `component`",
      "3:16 unknown matrix kind / did you mean `grid`?",
      expect.stringContaining("3:35 expected a mapping") as string,
      expect.stringContaining("4:24 expected a list") as string,
    ]);
    expect(told("version: 1.1\nkind: operation\ninputs: [{name: a, typ: int}]\nrun: {kind: jb}\n")).toEqual([
      "3:1 an operation has no section `inputs` / it belongs to the component: move it under `component`",
      "3:20 unknown field `typ` / did you mean `type`?",
      "4:1 an operation has no section `run` / it belongs to the component: move it under `component`",
      "4:13 unknown run kind / did you mean `job`?",
    ]);
  });

  it("beside a reference, and in a preset, what would change the run", () => {
    expect(told("version: 1.1\nkind: operation\nhubRef: a\nrun: {kind: jb}\ncontainer: {imag: b}\n")).toEqual([
      "4:1 an operation has no section `run` / what is to be changed of the run belongs under `runPatch`",
      "4:13 unknown run kind / did you mean `job`?",
      "5:1 unknown top-level section `container` / it belongs under `runPatch`",
      "5:13 unknown field `imag` / did you mean `image`?",
    ]);
    expect(told("container: {image: b}\n", { preset: true })).toEqual([
      "1:1 unknown top-level section `container` / it belongs under `runPatch`",
    ]);
  });

  it("of a kind that is not known at all, only what holds for every kind", () => {
    expect(told("version: 1.1\nkind: wibble\nmatrix: {kind: gird, params: {}}\nrun: {kind: job, init: 1}\n")).toEqual([
      "2:7 unknown kind / ",
      "3:16 unknown matrix kind / did you mean `grid`?",
      expect.stringContaining("4:24 expected a list") as string,
    ]);
    expect(told("version: 1.1\ninputs: [{name: a}]\ntrigger: all_don\n")).toEqual([
      "1:1 `kind` is missing / add `kind: operation`",
      "3:10 not an allowed word / did you mean `all_done`?",
    ]);
  });

  it("what is inside a run of an unknown kind: all of the nearest, or what is the same in every kind", () => {
    const run = (kind: string) =>
      told(`version: 1.1\nkind: component\nrun: {kind: ${kind}, container: {imag: x}, sidecar: [], ports: x}\n`);
    expect(run("servce")).toEqual([
      "3:13 unknown run kind / did you mean `service`?",
      "3:33 unknown field `imag` / did you mean `image`?",
      "3:43 unknown field `sidecar` / did you mean `sidecars`?",
      expect.stringContaining(" expected a list") as string,
    ]);
    expect(run("wibble").slice(0, 3)).toEqual([
      "3:13 unknown run kind / ",
      "3:33 unknown field `imag` / did you mean `image`?",
      "3:43 unknown field `sidecar` / did you mean `sidecars`?",
    ]);
  });

  it("what is inside misspelt fields and sections, which are wanted no more", () => {
    const text = `version: 1.1
kind: component
inputs: [{nam: a}]
rn: {kind: job, contaner: {imag: x}}
`;
    expect(told(text.replace("rn:", "runn:"))).toEqual([
      "3:11 unknown field `nam` / did you mean `name`?",
      "4:1 unknown top-level section `runn` / did you mean `run`?",
      "4:19 unknown field `contaner` / did you mean `container`?",
      "4:30 unknown field `imag` / did you mean `image`?",
    ]);
  });

  it("what belongs one level deeper: of a container beside it, of a component in an operation of a dag", () => {
    const run = "{kind: job, image: x, command: 5, env: {A: 1}}";
    expect(told(`version: 1.1\nkind: component\nrun: ${run}\n`)).toEqual([
      "3:18 unknown field `image` / it belongs under `container`",
      "3:28 unknown field `command` / it belongs under `container`",
      expect.stringContaining("3:37 expected text") as string,
      "3:40 unknown field `env` / it belongs under `container`",
    ]);
    expect(told("version: 1.1\nkind: component\nrun: {image: x}\n")).toEqual([
      "3:7 unknown field `image` / it belongs under `container`",
    ]);
    const operations = "[{name: a, inputs: [{nam: b}], run: {kind: jb}}]";
    expect(told(`version: 1.1\nkind: component\nrun: {kind: dag, operations: ${operations}}\n`)).toEqual([
      "3:41 unknown field `inputs` / it belongs under `component`",
      "3:51 unknown field `nam` / did you mean `name`?",
      "3:61 unknown field `run` / it belongs under `component`",
      "3:73 unknown run kind / did you mean `job`?",
    ]);
  });

  it("keys that are written twice, beside all else", () => {
    const text = "version: 1.1\nkind: component\nqueue: a\nqueue: b\nrun: {kind: jb}\n";
    expect(told(text)).toEqual([
      "4:1 `queue` is written twice: on line 3 and on line 4 / keep one of them",
      "5:13 unknown run kind / did you mean `job`?",
    ]);
    expect(inSpite(text.replace("jb", "job")).document).toMatchObject({ queue: "b" });
  });

  it("not of a file of another time, whose sections meant other things", () => {
    expect(told("version: 1\nkind: experiment\nbuild: {image: x}\nrun: {cmd: a}\n")).toHaveLength(2);
  });
});

describe("a document that was read in spite of sections in the wrong place", () => {
  it("has them where they belong, and knows where they are written", () => {
    const { document, touched, writtenAt } = inSpite(
      "version: 1.1\nkind: component\nmatrix: {kind: grid, params: {}}\ncontainer: {image: x, comand: [a]}\n",
    );
    expect(document).toMatchObject({
      kind: "operation",
      matrix: { kind: "grid" },
      component: { run: { kind: "job", container: { image: "x", command: ["a"] } } },
    });
    expect(touched).toEqual([["container", "comand"]]);
    expect(writtenAt(["component", "run", "container", "command", 0])).toEqual(["container", "comand", 0]);
    expect(writtenAt(["matrix", "params"])).toEqual(["matrix", "params"]);
  });
});

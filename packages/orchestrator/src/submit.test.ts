import { describe, expect, it } from "vitest";
import { allowAll, createSubmissions, type RunDetail, type RunId, prepareSubmission } from "./index.ts";

const base = {
  uuid: "0123456789abcdef0123456789abcdef" as RunId,
  project: "p",
  managedBy: "agent",
  user: "me",
  now: 1_750_000_000_000,
} as const;
const component = `version: 1.1
kind: component
name: train
tags: [a]
inputs: [{name: lr, type: float}]
run: {kind: job, container: {command: [python, train.py]}}
`;

describe("a submission", () => {
  it("wraps a component, as YAML or as JSON, and takes its name and tags", () => {
    const prepared = prepareSubmission({ ...base, content: component });
    expect(prepared).toMatchObject({ kind: "ready", run: { name: "train", tags: ["a"], kind: "job", runtime: "job" } });
  });

  it("lets the request's name win", () => {
    expect(prepareSubmission({ ...base, content: component, name: "mine" })).toMatchObject({ run: { name: "mine" } });
  });

  it("shows params as they were given until the run is compiled", () => {
    const content = JSON.stringify({
      version: 1.1,
      kind: "operation",
      params: { lr: { value: "0.5" } },
      component: { inputs: [{ name: "lr", type: "float" }], run: { kind: "job", container: { command: ["x"] } } },
    });
    expect(prepareSubmission({ ...base, content })).toMatchObject({ run: { inputs: { lr: "0.5" } } });
  });

  it("without content is a run that the client tracks, and no other", () => {
    expect(prepareSubmission({ ...base, content: null, managedBy: "user" })).toMatchObject({
      kind: "ready",
      run: { kind: "job", runtime: null, rawContent: null },
    });
    expect(prepareSubmission({ ...base, content: null })).toMatchObject({ kind: "refused" });
  });

  it("refuses what this version cannot run, by name", () => {
    const dag = "version: 1.1\nkind: component\nrun: {kind: dag, operations: []}\n";
    expect(prepareSubmission({ ...base, content: dag })).toMatchObject({
      messages: [expect.stringContaining("`dag`")],
    });
    const hub = "version: 1.1\nkind: operation\nhubRef: tensorboard\n";
    expect(prepareSubmission({ ...base, content: hub })).toMatchObject({
      messages: [expect.stringContaining("tensorboard")],
    });
  });

  it("says in a sentence what this version does not run", () => {
    const said = (content: string): readonly string[] => {
      const prepared = prepareSubmission({ ...base, content });
      return prepared.kind === "refused" ? prepared.messages : [];
    };
    const dag =
      "version: 1.1\nkind: component\nrun: {kind: dag, operations: [{name: a, component: {run: {kind: job}}}]}\n";
    expect(said(dag)).toEqual([
      "this version does not run operations of kind `dag` yet: `check` and `compile` read them",
    ]);
  });

  it("refuses a matrix of more runs than anybody means, with the number", () => {
    const matrix = (keys: number) =>
      JSON.stringify({
        version: 1.1,
        kind: "operation",
        matrix: {
          kind: "grid",
          params: Object.fromEntries(
            Array.from({ length: keys }, (_, n) => [
              `p${n}`,
              { kind: "choice", value: [1, 2, 3, 4, 5, 6, 7, 8, 9, 0] },
            ]),
          ),
        },
        component: { run: { kind: "job", container: { command: ["x"] } } },
      });
    expect(prepareSubmission({ ...base, content: matrix(6) })).toMatchObject({ kind: "ready" });
    expect(prepareSubmission({ ...base, content: matrix(7) })).toMatchObject({
      messages: [expect.stringMatching(/10,000,000 runs; at most 1,000,000/)],
    });
    expect(prepareSubmission({ ...base, content: matrix(16) })).toMatchObject({
      messages: [expect.stringContaining("1.0e+16")],
    });
  });

  it("refuses what no command line can carry, and what is nested too deep to be written again", () => {
    const content = (params: string) =>
      `{"version":1.1,"kind":"operation","params":${params},"component":{"inputs":[{"name":"a","type":"str"}],` +
      `"run":{"kind":"job","container":{"command":["x"],"args":["a\\u0000b"]}}}}`;
    expect(prepareSubmission({ ...base, content: content("{}") })).toMatchObject({
      messages: [expect.stringContaining("NUL")],
    });
    const deep = content(`{"a":{"value":${"[".repeat(3_000)}${"]".repeat(3_000)}}}`).replace("\\u0000", "");
    expect(prepareSubmission({ ...base, content: deep })).toMatchObject({ kind: "refused" });
  });

  it("names the place of a mistake", () => {
    const prepared = prepareSubmission({ ...base, content: component.replace("kind: job", "kind: jobb") });
    expect(prepared).toMatchObject({ kind: "refused", messages: [expect.stringMatching(/:6:\d+/)] });
  });
});

describe("a clone", () => {
  const submitted = prepareSubmission({
    ...base,
    content: component,
    metaInfo: { submitted_from: { host: "h", path: "/x" }, progress: 1 },
  });
  if (submitted.kind === "refused") throw new Error("the original was refused");
  const original = { ...submitted.run, metaInfo: submitted.run.metaInfo } as unknown as RunDetail;
  const request = { kind: "restart", user: "me", uuid: "f".repeat(32) as RunId, now: base.now } as const;

  const { prepareClone } = createSubmissions({
    checkAccess: allowAll,
    resolveReferences: (operation) => Promise.resolve({ ok: true, operation }),
  });

  it("keeps the operation and where it came from, and names its original", async () => {
    const clone = await prepareClone(original, request);
    expect(clone).toMatchObject({
      run: { original: { uuid: base.uuid, kind: "restart" }, metaInfo: { submitted_from: { host: "h", path: "/x" } } },
    });
    expect(clone.kind === "ready" && clone.run.metaInfo["progress"]).toBeUndefined();
  });

  it("takes a part of an operation as a patch", async () => {
    const clone = await prepareClone(original, { ...request, content: `{"params":{"lr":{"value":0.9}}}` });
    expect(clone).toMatchObject({ kind: "ready", run: { inputs: { lr: 0.9 }, name: "train" } });
  });

  it("says what is wrong with a patch", async () => {
    expect(await prepareClone(original, { ...request, content: `{"parms": {}}` })).toMatchObject({ kind: "refused" });
  });

  it("of kind copy takes the original's files along", async () => {
    expect(await prepareClone(original, { ...request, kind: "copy" })).toMatchObject({
      run: { metaInfo: { copy_artifacts: { dirs: [base.uuid] } } },
    });
  });
});

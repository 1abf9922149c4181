import { type Operation, type PatchStrategy, readSection } from "@polyaxon/spec";
import { describe, expect, it } from "vitest";
import { type OperationPatch, patchCompiled, patchOperation } from "./patch-operation.ts";

const STRATEGIES = ["post_merge", "pre_merge", "replace", "isnull"] as const;

function operation(more: object): Operation {
  const read = readSection("operation", { version: 1.1, hubRef: "a", ...more });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}

/** What each strategy makes of one field, in the order of {@link STRATEGIES}. */
const each = (old: object, fresh: OperationPatch, field: string): readonly unknown[] =>
  STRATEGIES.map(
    (strategy) => (patchOperation(operation(old), fresh, strategy) as Record<string, unknown>)[field] ?? null,
  );

describe("the four strategies", () => {
  const old = {
    name: "n",
    tags: ["a", "b"],
    cache: { disable: false, ttl: 5 },
    params: { p: { value: 1 }, q: { value: 2 } },
  };
  const fresh = {
    name: "m",
    tags: ["b", "c"],
    cache: { ttl: 9 },
    params: { p: { value: 10 }, r: { value: 3 } },
    queue: "g",
  };

  it("on scalars, and on what was not there", () => {
    expect(each(old, fresh, "name")).toEqual(["m", "n", "m", "n"]);
    expect(each(old, fresh, "queue")).toEqual(["g", "g", "g", "g"]);
  });

  it("on lists: new items at the end, in front, instead, not at all", () => {
    expect(each(old, fresh, "tags")).toEqual([
      ["a", "b", "c"],
      ["b", "c", "a"],
      ["b", "c"],
      ["a", "b"],
    ]);
  });

  it("on sections, leaf by leaf", () => {
    expect(each(old, fresh, "cache")).toEqual([
      { disable: false, ttl: 9 },
      { disable: false, ttl: 5 },
      { disable: false, ttl: 9 },
      { disable: false, ttl: 5 },
    ]);
    expect(each(old, { cache: {} }, "cache")).toEqual(STRATEGIES.map(() => ({ disable: false, ttl: 5 })));
    expect(each(old, { cache: null }, "cache")).toEqual(STRATEGIES.map(() => ({ disable: false, ttl: 5 })));
    expect(each(old, { cache: "{{ c }}" }, "cache")).toEqual(["{{ c }}", old.cache, "{{ c }}", old.cache]);
  });

  it("on params: one param is one thing", () => {
    expect(each(old, fresh, "params")).toEqual([
      { p: { value: 10 }, q: { value: 2 }, r: { value: 3 } },
      { p: { value: 1 }, q: { value: 2 }, r: { value: 3 } },
      { p: { value: 10 }, r: { value: 3 } },
      { p: { value: 1 }, q: { value: 2 } },
    ]);
    const toEnv = { params: { p: { value: 1, toEnv: "E" } } };
    expect(each(toEnv, { params: { p: { value: 2 } } }, "params")[0]).toEqual({ p: { value: 2 } });
  });

  it("on an explicit null", () => {
    expect(each({ queue: "q" }, { queue: null }, "queue")).toEqual([null, "q", null, "q"]);
    expect(each({ tags: ["a"] }, { tags: null }, "tags")).toEqual([null, ["a"], null, ["a"]]);
    expect(each(old, { params: null }, "params")[0]).toEqual(old.params);
  });
});

describe("what is told apart by its kind", () => {
  const grid = { kind: "grid", numRuns: 3, params: { a: { kind: "choice", value: [1] } } };

  it("is merged when the kinds are equal, else replaced or kept", () => {
    const same = { kind: "grid", params: { b: { kind: "choice", value: [2] } }, numRuns: 5, concurrency: 4 };
    const params = { ...grid.params, ...same.params };
    expect(each({ matrix: grid }, { matrix: same }, "matrix")).toEqual([
      { kind: "grid", numRuns: 5, concurrency: 4, params },
      { kind: "grid", numRuns: 3, concurrency: 4, params },
      same,
      grid,
    ]);
    const other = { kind: "mapping", values: [{ a: 1 }] };
    expect(each({ matrix: grid }, { matrix: other }, "matrix")).toEqual([other, grid, other, grid]);
    expect(each({ matrix: grid }, { matrix: null }, "matrix")).toEqual([null, grid, null, grid]);
  });
});

describe("a patched run", () => {
  const container = { image: "a", env: [{ name: "A", value: "1" }], resources: { limits: { cpu: 1 } } };
  const compiled = { kind: "compiled_operation", run: { kind: "job", container } };
  const run = (runPatch: object, strategy?: PatchStrategy): unknown =>
    patchCompiled(compiled, { runPatch }, strategy).run;

  it("merges Kubernetes objects by their first level", () => {
    const patch = {
      container: { image: "b", env: [{ name: "B", value: "2" }], resources: { limits: { memory: "1Gi" } }, name: "n" },
    };
    expect(run(patch)).toEqual({
      kind: "job",
      container: {
        image: "b",
        env: [...container.env, { name: "B", value: "2" }],
        resources: { limits: { cpu: 1, memory: "1Gi" } },
        name: "n",
      },
    });
    expect(run(patch, "isnull")).toEqual({ kind: "job", container: { ...container, name: "n" } });
    expect(run({ container: { image: null } })).toEqual({
      kind: "job",
      container: { env: container.env, resources: container.resources },
    });
    expect(run({ container: null })).toEqual(compiled.run);
  });

  it("never changes its kind, and params are none of its business", () => {
    expect(run({ kind: "service" })).toEqual(compiled.run);
    expect(patchCompiled(compiled, { params: { a: 1 }, queue: "q" })).toEqual({ ...compiled, queue: "q" });
  });

  it("knows Ray workers by name; a new name is a new group", () => {
    const ray = { run: { kind: "raycluster", workers: { small: { replicas: 1, container: { image: "a" } } } } };
    const patch = { workers: { small: { replicas: 2 }, big: { replicas: 1 } } };
    expect(patchCompiled(ray, { runPatch: patch }).run).toEqual({
      kind: "raycluster",
      workers: { small: { replicas: 2, container: { image: "a" } }, big: { replicas: 1 } },
    });
    expect(patchCompiled(ray, { runPatch: patch }, "replace").run).toMatchObject({
      workers: { small: { replicas: 2, container: { image: "a" } } },
    });
  });
});

describe("a patch over a patch", () => {
  const component = { run: { kind: "job", container: { image: "i" } } };

  it("needs the run kind that both are for; without a component only replace changes it", () => {
    const old = { runPatch: { container: { image: "a" } } };
    const fresh = { runPatch: { kind: "job", container: { name: "n" } } };
    expect(each({ ...old, component }, fresh, "runPatch")[0]).toEqual({ container: { image: "a", name: "n" } });
    expect(each(old, fresh, "runPatch")).toEqual([old.runPatch, old.runPatch, fresh.runPatch, old.runPatch]);
    expect(each(old, { runPatch: null }, "runPatch")[0]).toEqual(old.runPatch);
    expect(each({}, fresh, "runPatch")[0]).toEqual(fresh.runPatch);
  });
});

it("version, references, the component and the strategy are never patched", () => {
  const fresh = { version: 2, kind: "component", hubRef: "b", component: {}, patchStrategy: "replace", isPreset: true };
  const patched = patchOperation(operation({}), fresh);
  expect(patched).toEqual(operation({}));
});

it("patches a build field by field: its reference and its runPatch are fields like any other", () => {
  const old = { build: { hubRef: "a", connection: "c", runPatch: { container: { image: "i" }, init: [] } } };
  const fresh = {
    build: { hubRef: "b", patchStrategy: "replace", runPatch: { container: { image: "j" }, queue: "q" } },
  };
  const asked = { connection: "c", patchStrategy: "replace" };
  expect(each(old, fresh, "build")).toEqual([
    { ...asked, hubRef: "b", runPatch: { container: { image: "j" }, init: [], queue: "q" } },
    { ...asked, hubRef: "a", runPatch: { container: { image: "i" }, init: [], queue: "q" } },
    { ...asked, hubRef: "b", runPatch: { container: { image: "j" }, queue: "q" } },
    { ...asked, hubRef: "a", runPatch: { container: { image: "i" }, init: [] } },
  ]);
});

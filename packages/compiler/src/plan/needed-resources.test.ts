import { type Operation, readSection } from "@polyaxon/spec";
import { describe, expect, it } from "vitest";
import { GOLDEN_RUN } from "../../test/golden-context.ts";
import { compileOperation } from "../compile/compile-operation.ts";
import { neededResources } from "./needed-resources.ts";

function needed(run: object): ReturnType<typeof neededResources> {
  const component = { inputs: [{ name: "n", type: "int", value: 2 }], run };
  const read = readSection("operation", { version: 1.1, component });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const result = compileOperation({ operation: read.value as Operation, run: GOLDEN_RUN });
  if (!result.ok) throw new Error(result.issues.map(({ message }) => message).join("\n"));
  return neededResources(result.compiled, GOLDEN_RUN);
}
const job = (resources: object, more: object = {}): object => ({
  kind: "job",
  container: { image: "x", resources },
  ...more,
});

describe("what a run asks of its host", () => {
  it("is nothing when it says nothing", () => {
    expect(needed({ kind: "job", container: { image: "x" } })).toEqual({
      ok: true,
      resources: { cpu: null, memoryBytes: null, gpu: null },
    });
  });

  it("is what its main container requests, or is limited to", () => {
    const resources = { requests: { cpu: "500m" }, limits: { cpu: 4, memory: "1Gi", "nvidia.com/gpu": 1 } };
    expect(needed(job(resources))).toEqual({ ok: true, resources: { cpu: 0.5, memoryBytes: 2 ** 30, gpu: 1 } });
  });

  it("may depend on params", () => {
    expect(needed(job({ limits: { "nvidia.com/gpu": "{{ n }}" } }))).toMatchObject({ resources: { gpu: 2 } });
  });

  it("does not count init steps and sidecars", () => {
    const greedy = { image: "y", resources: { requests: { cpu: 9 } } };
    expect(needed(job({ requests: { cpu: 1 } }, { init: [{ container: greedy }], sidecars: [greedy] }))).toMatchObject({
      resources: { cpu: 1 },
    });
  });

  it("multiplies with the replicas of each role", () => {
    const container = { image: "x", resources: { limits: { "amd.com/gpu": 1, cpu: 2 } } };
    const run = { kind: "mpijob", launcher: { container: { image: "l" } }, worker: { replicas: 3, container } };
    expect(needed(run)).toMatchObject({ resources: { gpu: 3, cpu: 6, memoryBytes: null } });
  });

  it("says which quantity it cannot read", () => {
    expect(needed(job({ limits: { "nvidia.com/gpu": "0.5" } }))).toEqual({
      ok: false,
      message: expect.stringContaining(
        'run.container.resources: `nvidia.com/gpu` expected a quantity such as 1, found "0.5"',
      ),
    });
  });

  it.each([{ cpu: "1e308" }, { cpu: "1e400" }, { memory: "9999999999Ei" }, { "nvidia.com/gpu": 1e300 }])(
    "refuses %o, which no database could hold: the run would wait for ever",
    (limits) => {
      expect(needed(job({ limits }))).toEqual({
        ok: false,
        message: expect.stringMatching(/^run: asks for .* at most/),
      });
    },
  );

  it("counts all replicas against that", () => {
    const container = { image: "x", resources: { limits: { memory: "4Ti" } } };
    const run = { kind: "mpijob", launcher: { container: { image: "l" } }, worker: { replicas: 1e6, container } };
    expect(needed(run)).toMatchObject({ ok: false });
  });
});

import type { Artifact } from "@polyaxon/client";
import { createClient } from "@polyaxon/client";
import { afterEach, describe, expect, it } from "vitest";
import { lineageFiles } from "./lineage-files.ts";
import { apiStub } from "./testing/api-stub.ts";
import { pageOf, uuidOf } from "./testing/sample-runs.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const LOGGED: readonly Artifact[] = [
  { name: "loss", kind: "metric", path: "events/metric/loss.plx", summary: { is_event: true } },
  { name: "best", kind: "model", path: "outputs/best.pt", summary: { path: "outputs/best.pt" } },
  { name: "sample", kind: "image", path: "events/image/sample.plx", summary: { is_event: true, step: {} } },
  { name: "abc123", kind: "coderef", summary: { commit: "abc123" } },
  { name: "data", kind: "data", path: "s3://bucket/data" },
];
const asked = async (names: readonly string[], kinds: readonly string[]) => {
  const stub = await apiStub(() => ({ body: pageOf(LOGGED) }));
  closers.push(() => stub.close());
  return await lineageFiles(createClient({ host: stub.url }).runs("demo"), uuidOf("a"), { names, kinds });
};

describe("what a run has logged, as files", () => {
  it("is a file of the run, or a series with the files that its rows name", async () => {
    expect(await asked(["best", "loss"], [])).toEqual([
      { kind: "path", path: "events/metric/loss.plx" },
      { kind: "path", path: "outputs/best.pt" },
    ]);
    expect(await asked([], ["image"])).toEqual([{ kind: "events", of: "image", name: "sample" }]);
  });

  it("has to fit both, when names and kinds are asked for", async () => {
    expect(await asked(["best", "loss"], ["model"])).toEqual([{ kind: "path", path: "outputs/best.pt" }]);
    await expect(asked(["best"], ["metric"])).rejects.toThrow("has logged nothing of name best, kind metric");
  });

  it("is nothing of the run's for a code reference or for data elsewhere", async () => {
    expect(await asked(["abc123", "data"], [])).toEqual([]);
  });
});

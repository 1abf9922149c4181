import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiUnderTest, apiUnderTest, runId } from "../../test/api-under-test.ts";
import { asElsewhere, filesToBegin, openToBegin } from "./begin-files.ts";

const [SWEEP, TRIAL, CURIOUS, GREEDY, FOREIGN] = [runId(1), runId(2), runId(3), runId(4), runId(5)];

describe("the files with which a run begins on another machine", () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await apiUnderTest();
    const uploads = { upload_artifacts: "uploads/code" };
    const outputs = { upload_artifacts: "outputs" };
    const empty = { description: null, tags: [], readme: null, user: null, createdAt: api.now };
    await api.store.createProject({ uuid: "secret", name: "secret", ...empty });
    for (const [uuid, metaInfo, project] of [
      [SWEEP, uploads, "digits"],
      [TRIAL, { ...uploads, upload_run: SWEEP }, "digits"],
      [CURIOUS, { ...outputs, upload_run: FOREIGN }, "digits"],
      [GREEDY, { ...outputs, upload_run: SWEEP }, "digits"],
      [FOREIGN, outputs, "secret"],
    ] as const)
      await api.store.createRuns([
        {
          uuid,
          project,
          name: null,
          description: null,
          tags: [],
          user: null,
          kind: "job",
          runtime: "job",
          managedBy: "agent",
          pending: null,
          rawContent: "{}",
          inputs: null,
          metaInfo,
          original: null,
          pipeline: null,
          controller: null,
          createdAt: api.now,
        },
      ]);
    for (const [run, path, text] of [
      [SWEEP, "uploads/code/main.py", "uploaded"],
      [SWEEP, "uploads/code/lib/a.py", "a"],
      [SWEEP, "uploads/other.txt", "not the runs'"],
      [SWEEP, "outputs/of-the-sweep", "x"],
      [TRIAL, "uploads/code/lib/a.py", "changed by an attempt"],
      [TRIAL, "outputs/model", "m"],
      [FOREIGN, "outputs/key.pem", "of another project"],
    ] as const)
      await api.deps.artifacts.append(run, path, Buffer.from(text), { length: 0 });
  });
  afterAll(() => api.close());

  const text = async (path: string): Promise<string | null> => {
    const file = await openToBegin(api.deps, TRIAL, path);
    if (file === null) return null;
    const bytes = await file.read(0, file.sizeBytes);
    await file.close();
    return Buffer.from(bytes).toString();
  };

  it("are its own, and what was uploaded for its sweep; its own win", async () => {
    const files = (await filesToBegin(api.deps, TRIAL)).map(({ path }) => path);
    expect(files.toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      "outputs/model",
      "uploads/code/lib/a.py",
      "uploads/code/main.py",
    ]);
    expect(await text("uploads/code/main.py")).toBe("uploaded");
    expect(await text("uploads/code/lib/a.py")).toBe("changed by an attempt");
  });

  it("are nothing else of the sweep's", async () => {
    expect(await text("outputs/of-the-sweep")).toBeNull();
    expect(await text("uploads/other.txt")).toBeNull();
    await expect(text("uploads/code/../other.txt")).rejects.toThrow();
    expect((await filesToBegin(api.deps, SWEEP)).map(({ path }) => path)).toContain("outputs/of-the-sweep");
  });

  it.each([
    ["of a run of another project", CURIOUS, "outputs/key.pem"],
    ["that were not uploaded, of a run of its project", GREEDY, "outputs/of-the-sweep"],
  ])("are none %s", async (_what, run, path) => {
    expect(await filesToBegin(api.deps, run)).toEqual([]);
    expect(await openToBegin(api.deps, run, path)).toBeNull();
  });

  it("lie in the run's own folder there, as the agent is told", () => {
    const claim = { attempt: 1, run: { uuid: TRIAL, metaInfo: { upload_artifacts: "uploads", upload_run: SWEEP } } };
    expect(asElsewhere(claim)).toEqual({
      attempt: 1,
      run: { uuid: TRIAL, metaInfo: { upload_artifacts: "uploads" } },
    });
  });
});

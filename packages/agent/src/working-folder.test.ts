import { describe, expect, it } from "vitest";
import { chooseWorkingFolder } from "./working-folder.ts";

const question = { workingDir: null, metaInfo: {}, runFolder: "/store/run", hostIdentity: "this-machine" };
const submitted = { submitted_from: { host: "this-machine", path: "/home/me/project" } };

describe("the working folder", () => {
  it("is the one the container names", () => {
    expect(chooseWorkingFolder({ ...question, workingDir: "/data", metaInfo: submitted })).toBe("/data");
  });

  it("is else where the files were uploaded to", () => {
    expect(chooseWorkingFolder({ ...question, metaInfo: { upload_artifacts: "uploads", ...submitted } })).toBe(
      "/store/run/uploads",
    );
    expect(chooseWorkingFolder({ ...question, metaInfo: { upload_artifacts: "code/v2" } })).toBe("/store/run/code/v2");
  });

  it("is for the runs of a sweep where the sweep's files are, and nowhere else", () => {
    const sweep = "5".repeat(32);
    const of = (run: string, path = "uploads") =>
      chooseWorkingFolder({ ...question, metaInfo: { upload_artifacts: path, upload_run: run } });
    expect(of(sweep)).toBe(`/store/${sweep}/uploads`);
    expect(of(sweep, "../x")).toBe(`/store/${sweep}/uploads`);
    expect(of("../etc")).toBe("/store/run/uploads");
  });

  it("never leaves the run's folder for an upload path", () => {
    expect(chooseWorkingFolder({ ...question, metaInfo: { upload_artifacts: "../other" } })).toBe("/store/run/uploads");
  });

  it("is else the folder the run was submitted from, on this machine only", () => {
    expect(chooseWorkingFolder({ ...question, metaInfo: submitted })).toBe("/home/me/project");
    expect(chooseWorkingFolder({ ...question, hostIdentity: "another", metaInfo: submitted })).toBe("/store/run");
  });

  it("is else the run's folder", () => {
    expect(chooseWorkingFolder(question)).toBe("/store/run");
    expect(chooseWorkingFolder({ ...question, metaInfo: { submitted_from: "nonsense" } })).toBe("/store/run");
  });

  it("takes a relative workingDir from there", () => {
    expect(chooseWorkingFolder({ ...question, workingDir: "src", metaInfo: submitted })).toBe("/home/me/project/src");
  });
});

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { CLI, cleanUp, polyaxon, temporaryFolder } from "../harness.ts";

const examples = fileURLToPath(new URL("../../examples/language/", import.meta.url));
afterAll(() => cleanUp());

describe("the language tools of the built binary, without a server", () => {
  it("check shows five mistakes of five kinds at once, without colours in a pipe, and ends with 2", async () => {
    const { code, stdout } = await polyaxon(["check", "-f", join(examples, "wrong/five-mistakes.yaml")]);
    expect(code).toBe(2);
    expect(stdout.match(/^error\[.*?\]/gm)).toEqual([
      "error[PLX-304]",
      "error[dag.cycle]",
      "error[dag.type]",
      "error[dag.reference]",
      "error[PLX-301]",
    ]);
    expect(stdout).not.toContain("\u001B");
  });

  it("check --fix mends a file in place", async () => {
    const file = join(temporaryFolder("fix"), "old.yaml");
    writeFileSync(file, "version: 1\nkind: operation\nhub_ref: vscode # kept\n");
    const { code, stdout } = await polyaxon(["check", "--fix", file]);
    expect(stdout).toContain("+ hubRef: vscode # kept");
    expect(code).toBe(0);
  });

  it("compile explains who set each value, explain what a code means", async () => {
    const files = ["-f", join(examples, "train.yaml"), "--presets", join(examples, "gpu.yaml")];
    const compiled = await polyaxon(["compile", ...files, "--explain", "--json"]);
    expect(JSON.parse(compiled.stdout)).toContainEqual({
      path: ["queue"],
      value: "gpu",
      layer: "preset",
      name: join(examples, "gpu.yaml"),
    });
    expect((await polyaxon(["explain", "dag.cycle"])).stdout).toContain(
      "dag.cycle: operations wait for each other in a circle",
    );
  });

  it("check ends with 2 also where nobody reads its answer to the end", async () => {
    const folder = temporaryFolder("pipe");
    const wrong = join(folder, "wrong.yaml");
    writeFileSync(wrong, "version: 1.1\nkind: componnt\n");
    const right = join(examples, "train.yaml");
    // The reader is gone before anything is written.
    const script = `{ "$0" "$1" check "$2" "$3"; echo $? > code; } | true`;
    execFileSync("sh", ["-c", script, process.execPath, CLI, right, wrong], { cwd: folder, stdio: "pipe" });
    expect(readFileSync(join(folder, "code"), "utf8")).toBe("2\n");
  });
});

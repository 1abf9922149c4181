import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "./testing/run-cli.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "plx-check-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return name;
};
const check = (...args: string[]) => runCli(["check", ...args], { cwd: folder });

const TRAIN = `version: 1.1
kind: component
name: train
inputs:
  - {name: lr, type: float}
run:
  kind: job
  container: {command: [python, train.py]}
`;

describe("polyaxon check", () => {
  it("says what a good file would run", async () => {
    file("train.yaml", TRAIN);
    expect(await check("-f", "train.yaml", "-P", "lr=0.1")).toMatchObject({
      code: 0,
      stdout: 'train.yaml: ok, job "train", 1 input\n',
    });
  });

  it("points at the declaration of a param that is missing", async () => {
    file("train.yaml", TRAIN);
    const { code, stdout } = await check("-f", "train.yaml");
    expect(code).toBe(2);
    expect(stdout).toMatch(/param\.missing.*`lr`[\s\S]*train\.yaml:5:5\n[\s\S]*name: lr/);
  });

  it("quotes the command line when that is what is wrong", async () => {
    file("train.yaml", TRAIN);
    const { code, stdout } = await check("-f", "train.yaml", "-P", "lr=fast");
    expect(code).toBe(2);
    expect(stdout).toMatch(/^error\[param\.value\] -P lr=fast: .*expected a number/);
    expect(stdout).not.toContain("-->");
  });

  it("checks all files and finds the default one", async () => {
    file("polyaxonfile.yaml", TRAIN.replace("inputs:\n  - {name: lr, type: float}\n", ""));
    file("broken.yaml", "version: 1.1\nkind: nonsense\n");
    expect(await check()).toMatchObject({ code: 0 });
    const { code, stdout } = await check("-f", "polyaxonfile.yaml", "-f", "broken.yaml", "--json");
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject([
      { file: "polyaxonfile.yaml", ok: true },
      { file: "broken.yaml", ok: false, issues: [{ severity: "error", line: 2 }] },
    ]);
  });

  it.each([
    ["missing.yaml", "cannot read missing.yaml: there is no such file"],
    [".", ". is a folder, expected a file"],
  ])("refuses %s in one line", async (name, message) => {
    expect(await check("-f", name)).toMatchObject({ code: 2, said: message });
  });

  it("lays a sweep over a file", async () => {
    file("train.yaml", TRAIN);
    const { stdout } = await check("-f", "train.yaml", "-HP", "lr=choice:[0.1, 0.2]", "--matrix-concurrency", "2");
    expect(stdout).toBe('train.yaml: ok, grid of job "train", 1 input, 2 at a time\n');
  });
});

describe("a file with mistakes of several kinds", () => {
  it("shows them all at once, in the order of the text", async () => {
    const examples = fileURLToPath(new URL("../../../../examples/language/wrong/", import.meta.url));
    const { code, stdout } = await runCli(["check", "-f", "five-mistakes.yaml"], { cwd: examples, terminal: 80 });
    expect(code).toBe(2);
    expect(stdout.match(/^error\[.*?\]/gm)).toEqual([
      "error[PLX-304]",
      "error[dag.cycle]",
      "error[dag.type]",
      "error[dag.reference]",
      "error[PLX-301]",
    ]);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("says nothing that only follows from what was refused", async () => {
    file("wrong.yaml", `${TRAIN.replace("type: float", "typ: float")}params: {a: 1}\n`);
    const { stdout } = await check("-f", "wrong.yaml", "--json");
    const [{ issues }] = JSON.parse(stdout) as [{ issues: readonly { code: string }[] }];
    expect(issues.map(({ code }) => code)).toEqual(["PLX-301", "PLX-301"]);
  });
});

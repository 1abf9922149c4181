import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
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

const WRONG = fileURLToPath(new URL("../../../../examples/language/wrong/", import.meta.url));

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

  it.each([
    ["a dag", "run: {kind: dag, operations: [{name: a, component: {run: {kind: job}}}]}\n", "operations of kind `dag`"],
    ["a schedule", "schedule: {kind: interval, frequency: 60}\ncomponent: {run: {kind: job}}\n", "schedules"],
  ])("tells of %s that is right that this version does not run it yet: no error", async (_what, text, what) => {
    const kind = text.startsWith("run") ? "component" : "operation";
    file("later.yaml", `version: 1.1\nkind: ${kind}\n${text}`);
    const { code, stdout } = await check("-f", "later.yaml");
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^later.yaml: ok, .*\n  note: this version does not run ${what} yet`));
    const [listed] = JSON.parse((await check("later.yaml", "--json")).stdout) as [{ ok: boolean; notes: string[] }];
    expect(listed).toMatchObject({ ok: true, issues: [], notes: [expect.stringContaining(what) as string] });
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

  it("tells what is wrong with the file beside what is wrong with the command line", async () => {
    file("both.yaml", TRAIN.replace("name: train", "naem: train"));
    const { code, stdout } = await check("-f", "both.yaml", "-HP", "lr=chioce:[1]", "-P", "lrr=1");
    expect(code).toBe(2);
    expect(stdout.match(/^(?:error|warning)\[.*?\]/gm)).toEqual(["error[override.hparam]", "error[PLX-203]"]);
  });

  it("helps with a misspelt -P inside the terminal's width", async () => {
    file("train.yaml", TRAIN);
    const args = ["check", "-f", "train.yaml", "-P", "lrr=1", "-P", "lr=1"];
    const { stdout } = await runCli(args, { cwd: folder, terminal: 80 });
    expect(stdout).toContain(
      "  = help: did you mean `lr`? If not, declare an input, or set `contextOnly:\n    true` to use",
    );
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
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
    ["nothing/missing.yaml", "cannot read nothing/missing.yaml: there is no such file\nthere is no folder nothing"],
    ["nothing/*.yaml", "cannot read the folder nothing: there is no such folder"],
    ["*.json", "no file matches *.json"],
  ])("refuses %s in a line", async (name, message) => {
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
    const { code, stdout } = await runCli(["check", "-f", "five-mistakes.yaml"], { cwd: WRONG, terminal: 80 });
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

  it("looks as docs/language-tools.md shows it", async () => {
    const page = readFileSync(new URL("../../../../docs/language-tools.md", import.meta.url), "utf8");
    const [, shown = ""] = page.split("$ polyaxon check five-mistakes.yaml\n");
    const { stdout } = await runCli(["check", "five-mistakes.yaml"], { cwd: WRONG, terminal: 79 });
    expect(stdout).toBe(shown.slice(0, shown.indexOf("```")));
  });

  it("are told at their places also where sections stand in the wrong one", async () => {
    const text = `version: 1.1
kind: component
params: {lx: {value: 1}}
inputs: [{name: lr, type: float}]
container: {imag: x, args: "{{ lrr }}"}
`;
    file("misplaced.yaml", text);
    const { stdout } = await check("misplaced.yaml");
    const told = [...stdout.matchAll(/^(?:error|warning)\[(.*?)\].*\n *--> misplaced.yaml:(\S+)/gm)];
    expect(told.map(([, code, place]) => `${code} ${place}`)).toEqual([
      "PLX-301 3:1",
      "param.unexpected 3:14",
      "param.missing 4:10",
      "PLX-203 5:1",
      "PLX-301 5:13",
      "advice.name 5:28",
    ]);
  });

  it("says nothing that only follows from what was refused", async () => {
    file("wrong.yaml", `${TRAIN.replace("type: float", "typ: float")}params: {a: 1}\n`);
    const { stdout } = await check("-f", "wrong.yaml", "--json");
    const [{ issues }] = JSON.parse(stdout) as [{ issues: readonly { code: string }[] }];
    expect(issues.map(({ code }) => code)).toEqual(["PLX-301", "PLX-301"]);
  });
});

describe("many files", () => {
  beforeAll(() => {
    for (const name of ["many", "many/deep", "many/node_modules"]) mkdirSync(join(folder, name));
    file("many/good.yaml", TRAIN);
    file("many/deep/preset.yaml", "isPreset: true\nqueue: gpu\n");
    file("many/deep/wrong.yml", "version: 1.1\nkind: operation\nhubRef: vscode\nqueue: 5\ntrigger: all\n");
    file("many/deep/manifest.yaml", "apiVersion: v1\nkind: Pod\n");
    file("many/package.json", '{"name": "x", "version": "2.0.0"}');
    file("many/node_modules/theirs.yaml", "version: 1.1\nkind: nonsense\n");
  });

  it("are those of a folder that look like Polyaxonfiles; a component is not asked for its params there", async () => {
    const { code, stdout } = await check("many");
    expect(code).toBe(2);
    expect(stdout.match(/^many.*: .*$/gm)).toEqual([
      "many/deep/preset.yaml: ok, a preset",
      "many/deep/wrong.yml: 2 errors",
      'many/good.yaml: ok, job "train", 1 input',
    ]);
    expect(stdout).toMatch(/\n3 files, 1 with 2 errors\n$/);
  });

  it("may be named by patterns, each once", async () => {
    const { stdout } = await check("many/**/*.yml", "-f", "many/good.yaml", "many/g*.yaml", "--json");
    expect((JSON.parse(stdout) as readonly { file: string }[]).map((each) => each.file)).toEqual([
      "many/good.yaml",
      "many/deep/wrong.yml",
    ]);
  });

  it("have a stable shape as JSON", async () => {
    const { stdout } = await check("many/deep/wrong.yml", "--json");
    expect(JSON.parse(stdout)).toEqual([
      {
        file: "many/deep/wrong.yml",
        ok: false,
        issues: [
          {
            severity: "error",
            code: "PLX-303",
            message: "expected text",
            path: "queue",
            line: 4,
            column: 8,
            expected: "text",
            found: "number 5",
            hint: 'put it in quotes: "5"',
          },
          {
            severity: "error",
            code: "PLX-304",
            message: "not an allowed word",
            path: "trigger",
            line: 5,
            column: 10,
            expected: "one of all_succeeded, all_failed, all_done, one_succeeded, one_failed, one_done",
            found: 'text "all"',
          },
        ],
      },
    ]);
  });
});

describe("a file that cannot be read, among others", () => {
  it("is a finding, as text and as JSON, and the others are checked", async () => {
    file("good.yaml", TRAIN);
    const asText = await check("none.yaml", "good.yaml", "-P", "lr=1");
    expect(asText.code).toBe(2);
    expect(asText.stdout).toContain("cannot read none.yaml: there is no such file");
    expect(asText.stdout).toContain("good.yaml: ok");
    const asJson = await check("good.yaml", "none.yaml", "-P", "lr=1", "--json");
    expect(asJson.code).toBe(2);
    expect(JSON.parse(asJson.stdout)).toMatchObject([
      { file: "good.yaml", ok: true, issues: [] },
      { file: "none.yaml", ok: false, issues: [{ message: "cannot read none.yaml: there is no such file" }] },
    ]);
    expect(JSON.parse((await check("none.yaml", "--json")).stdout)).toMatchObject([{ file: "none.yaml", ok: false }]);
  });

  it("alone ends the command", async () => {
    expect(await check("none.yaml")).toMatchObject({ code: 2, stdout: "" });
  });

  it("is read no further than a Polyaxonfile goes, where its size is not known", async () => {
    expect(await check("/dev/zero")).toMatchObject({
      code: 2,
      said: expect.stringContaining("at most 5 MB") as string,
    });
  });
});

describe("--fix", () => {
  const OLD = "# kept\nversion: 1\nkind: operation\nhub_ref: vscode  # kept too\nqueue: 5\n";
  const NEW = '# kept\nversion: 1.1\nkind: operation\nhubRef: vscode  # kept too\nqueue: "5"\n';
  const read = (): string => readFileSync(join(folder, "old.yaml"), "utf8");

  it("writes what is certain in place, shows it, and checks the result", async () => {
    file("old.yaml", OLD);
    chmodSync(join(folder, "old.yaml"), 0o640);
    expect(await check("--fix", "old.yaml")).toMatchObject({
      code: 0,
      stdout: `old.yaml: mended
    # kept
  - version: 1
  + version: 1.1
    kind: operation
  - hub_ref: vscode  # kept too
  - queue: 5
  + hubRef: vscode  # kept too
  + queue: "5"

old.yaml: ok, service "vscode", 1 input
`,
    });
    expect(read()).toBe(NEW);
    expect(statSync(join(folder, "old.yaml")).mode & 0o777).toBe(0o640);
    expect((await check("--fix", "old.yaml")).stdout).toBe('old.yaml: ok, service "vscode", 1 input\n');
  });

  it("--dry-run writes nothing, and ends as a file that is wrong does", async () => {
    file("old.yaml", OLD);
    const { code, stdout } = await check("--fix", "--dry-run", "old.yaml", "--json");
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject([
      { ok: true, fixed: ["line 2: `1` is `1.1`", "line 4: `hub_ref` is `hubRef`", 'line 5: `5` is `"5"`'] },
    ]);
    expect(read()).toBe(OLD);
    expect(await check("--dry-run", "old.yaml")).toMatchObject({
      code: 2,
      said: expect.stringContaining("--fix") as string,
    });
  });
});

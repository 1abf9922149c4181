import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { runCli } from "./testing/run-cli.ts";

const cwd = fileURLToPath(new URL("../../../../examples/language/", import.meta.url));
const compile = (...args: string[]) => runCli(["compile", ...args], { cwd, terminal: 100 });

describe("polyaxon compile", () => {
  it("prints the compiled operation: YAML, with the command line and the presets laid over the file", async () => {
    const { code, stdout } = await compile("-f", "train.yaml", "--presets", "gpu.yaml", "-P", "epochs=20");
    expect(code).toBe(0);
    expect(stdout).toBe(`version: 1.1
kind: compiled_operation
name: train
tags:
  - digits
  - gpu
queue: gpu
termination:
  maxRetries: 1
  timeout: 3600
inputs:
  - name: lr
    type: float
    isOptional: true
    value: 0.5
  - name: epochs
    type: int
    value: 20
    isOptional: true
run:
  kind: job
  container:
    image: python:3.12
    command:
      - python
      - train.py
    args:
      - --lr={{ lr }}
      - --epochs={{ epochs }}
    env:
      - name: OMP_NUM_THREADS
        value: "2"
    resources:
      limits:
        nvidia.com/gpu: 1
`);
    const json = await compile("-f", "train.yaml", "-f", "gpu.yaml", "-P", "epochs=20", "--json");
    expect(JSON.parse(json.stdout)).toMatchObject({
      name: "train",
      queue: "gpu",
      inputs: [{ value: 0.5 }, { value: 20 }],
    });
  });

  it("--plan prints what an executor is given, the same each time", async () => {
    const first = await compile("-f", "train.yaml", "--plan", "--json");
    expect(JSON.parse(first.stdout)).toMatchObject({
      kind: "job",
      main: [
        { image: "python:3.12", args: ["--lr=0.5", "--epochs=3"], env: [{ name: "OMP_NUM_THREADS", value: "2" }] },
      ],
    });
    expect(await compile("-f", "train.yaml", "--plan", "--json")).toEqual(first);
  });

  it("--explain names the layer of each value, in columns that fit the terminal", async () => {
    const { stdout } = await compile("-f", "train.yaml", "--presets", "gpu.yaml", "-P", "epochs=20", "--explain");
    const lines = stdout.split("\n");
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
    const setBy = (path: string) =>
      lines
        .find((line) => line.startsWith(`${path} `))
        ?.slice(path.length)
        .trim()
        .replaceAll(/ {2,}/g, " | ");
    expect({
      kind: setBy("kind"),
      queue: setBy("queue"),
      lr: setBy("inputs[0].value"),
      epochs: setBy("inputs[1].value"),
      image: setBy("run.container.image"),
      env: setBy("run.container.env[0].name"),
    }).toEqual({
      kind: '"compiled_operation" | default',
      queue: '"gpu" | preset | gpu.yaml',
      lr: "0.5 | params | train.yaml",
      epochs: "20 | cli | -P epochs=20",
      image: '"python:3.12" | component',
      env: '"OMP_NUM_THREADS" | patch | train.yaml',
    });
    const json = await compile("-f", "train.yaml", "--explain", "--json");
    expect(JSON.parse(json.stdout)).toContainEqual({ path: ["queue"], value: "cpu", layer: "component" });
  });

  it("--explain keeps paths whole in a narrow terminal: the value and who set it stand below", async () => {
    const args = ["compile", "-f", "train.yaml", "--presets", "gpu.yaml", "-P", "epochs=20", "--explain"];
    const { stdout } = await runCli(args, { cwd, terminal: 50 });
    const lines = stdout.split("\n");
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(50);
    expect(lines.slice(0, 3)).toEqual(["PATH", expect.stringMatching(/^ {4}VALUE +SET BY$/), "version"]);
    const below = lines[lines.indexOf("run.container.env[0].name") + 1];
    expect(below).toMatch(/^ {4}"OMP_NUM_THREADS" +patch +train\.yaml$/);
    expect(stdout).not.toMatch(/^[^ ]*…/m);
  });

  it("--explain is what docs/language-tools.md shows", async () => {
    const page = readFileSync(new URL("../../../../docs/language-tools.md", import.meta.url), "utf8");
    const [, shown = ""] = page.split("-P epochs=20 --explain\n");
    const { stdout } = await runCli("compile -f train.yaml --presets gpu.yaml -P epochs=20 --explain".split(" "), {
      cwd,
    });
    expect(stdout).toBe(shown.slice(0, shown.indexOf("```")));
  });

  it("says what is wrong on standard error, and nothing on standard output", async () => {
    const wrong = await compile("-f", "train.yaml", "-P", "lr=fast");
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toContain("error[param.value] -P lr=fast");
    expect(await compile("-f", "train.yaml", "--plan", "--explain")).toMatchObject({ code: 2 });
    const sweep = await compile("-f", "train.yaml", "-HP", "lr=choice:[1,2]", "--plan");
    expect(sweep.said).toContain("a grid has no plan of its own");
  });

  it("tells at its place what only compiling finds", async () => {
    const folder = mkdtempSync(join(tmpdir(), "plx-compile-"));
    const queue = 'params: {q: {value: a, contextOnly: true}}\nqueue: "{{ q }}/b/c"\n';
    writeFileSync(join(folder, "q.yaml"), `version: 1.1\nkind: operation\n${queue}component: {run: {kind: job}}\n`);
    const { code, stderr } = await runCli(["compile", "-f", "q.yaml"], { cwd: folder });
    rmSync(folder, { recursive: true });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/error\[compile.queue\] .*\n --> q.yaml:4:8\n/)]);
  });
});

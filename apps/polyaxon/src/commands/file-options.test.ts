import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCli } from "./testing/run-cli.ts";

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "plx-files-"));
  const run = { kind: "job", container: { command: ["sh"] } };
  const inputs = [{ name: "lr", type: "float" }];
  writeFileSync(join(cwd, "train.json"), JSON.stringify({ version: 1.1, kind: "component", inputs, run }));
  writeFileSync(join(cwd, "fast.yaml"), "params: {lr: 1}\n");
  writeFileSync(join(cwd, "text.yaml"), "isPreset: true\nparams: {lr: soon}\n");
});
afterAll(() => rmSync(cwd, { recursive: true }));

it("check lays presets over a file, and reads JSON", async () => {
  expect(await runCli(["check", "train.json"], { cwd })).toMatchObject({ code: 2 });
  expect(await runCli(["check", "train.json", "--presets", "fast.yaml"], { cwd })).toMatchObject({ code: 0 });
  const { code, stdout } = await runCli(["check", "train.json", "--presets", "fast.yaml,text.yaml"], { cwd });
  expect(code).toBe(2);
  expect(stdout).toContain("expected a number");
});

it.each(["run", "check", "compile"])(
  "%s takes a Python module by upstream's name, and says what that is",
  async (command) => {
    const { code, said } = await runCli([command, "-pm", "train.json"], { cwd });
    expect([code, said]).toEqual([2, "--python-module: expected file.py or file.py:name, found `train.json`"]);
    const missing = await runCli([command, "-pm=gone.py:main", "-f", "fast.yaml"], { cwd });
    expect([missing.code, missing.said]).toEqual([2, "cannot read gone.py: there is no such file"]);
  },
);

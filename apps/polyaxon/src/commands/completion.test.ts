import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { apiStub } from "./testing/api-stub.ts";
import { runCli } from "./testing/run-cli.ts";
import { pageOf, sampleRun, uuidOf } from "./testing/sample-runs.ts";

const complete = async (...words: string[]): Promise<readonly string[]> => {
  const { stdout } = await runCli(["__complete", "--", ...words]);
  return stdout.split("\n").flatMap((line) => line.split("\t")[0] || []);
};

describe("what may be typed next", () => {
  it.each([
    [["che"], ["check"]],
    [
      ["ops", "res"],
      ["restart", "resume", "restore"],
    ],
    [["ops", "artifacts", "d"], ["download"]],
    [["ops", "get", "--js"], ["--json"]],
    [
      ["ops", "get", "--json", "-o", ""],
      ["table", "json"],
    ],
    [["run", "-f", ""], []],
    [["completion", "z"], ["zsh"]],
    [["nonsense", "x"], []],
  ])("%j: %j", async (words, expected) => {
    expect(await complete(...words)).toEqual(expected);
  });

  it("is not the command that answers this", async () => {
    expect(await complete("__")).toEqual([]);
    expect(await complete("")).toContain("run");
  });

  it("is the server's projects and runs; nothing, and no error, when it does not answer", async () => {
    const { close, received, url } = await apiStub(({ path }) => ({
      body: path.endsWith("/runs")
        ? pageOf([sampleRun({ uuid: uuidOf("a"), name: "first" })])
        : pageOf([{ name: "digits", description: "two\nlines" }]),
    }));
    const asked = async (...words: string[]) =>
      (await runCli(["__complete", "--", ...words], { host: url })).stdout.trimEnd();
    expect(await asked("ops", "ls", "-p", "")).toBe("digits\ttwo lines");
    expect(await asked("project", "get", "")).toBe("digits\ttwo lines");
    expect(await asked("ops", "stop", "-p", "digits", uuidOf("b"), "")).toBe(`${uuidOf("a")}\tsucceeded first`);
    expect(await asked("ops", "logs", "-uid", "")).toContain(uuidOf("a"));
    expect(received.at(-2)?.path).toBe("/api/v1/default/digits/runs");
    await close();
    const silent = await runCli(["__complete", "--", "ops", "ls", "-p", ""], { host: url });
    expect([silent.code, silent.stdout, silent.stderr]).toEqual([0, "", ""]);
  });
});

describe("the scripts", () => {
  it.each(["bash", "zsh", "fish"])("%s finds no mistake in its own", async (shell) => {
    const { stdout } = await runCli(["completion", shell]);
    expect(stdout).toContain("__complete -- ");
    const checked = spawnSync(shell, ["-n"], { input: stdout, encoding: "utf8" });
    // A shell that is not installed can judge nothing.
    if (checked.error === undefined) expect(checked).toMatchObject({ status: 0, stderr: "" });
  });

  it("bash takes from the command what fits", async () => {
    const folder = mkdtempSync(join(tmpdir(), "plx-completion-"));
    const command = join(folder, "polyaxon");
    writeFileSync(
      command,
      "#!/bin/sh\n[ \"$*\" = '__complete -- ops re' ] && printf 'restart\\tagain\\nstop\\nresume\\n'\n",
    );
    chmodSync(command, 0o755);
    const { stdout } = await runCli(["completion", "bash"]);
    const asked = `${stdout}\nCOMP_WORDS=(polyaxon ops re) COMP_CWORD=2\n_polyaxon ${command} re ops\necho "\${COMPREPLY[@]}"`;
    const answer = spawnSync("bash", ["-c", asked], { encoding: "utf8" });
    rmSync(folder, { recursive: true });
    expect(answer).toMatchObject({ stderr: "", stdout: "restart resume\n" });
  });

  it("names the shells there are for one that is not", async () => {
    expect((await runCli(["completion", "tcsh"])).said).toBe("there is no completion for tcsh: bash, zsh, fish");
  });
});

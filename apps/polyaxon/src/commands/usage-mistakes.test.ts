import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "./testing/run-cli.ts";

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "plx-usage-"));
  mkdirSync(join(cwd, "jobs"));
  mkdirSync(join(cwd, "empty"));
  const text = "version: 1.1\nkind: component\nrun: {kind: job, container: {command: [sh]}}\n";
  for (const name of ["train.yaml", "jobs/a.yaml", "jobs/b.json", "jobs/notes.txt"])
    writeFileSync(join(cwd, name), text);
  writeFileSync(join(cwd, "pipeline.py"), "main = None\n");
  writeFileSync(join(cwd, "nothing.yaml"), "");
  writeFileSync(
    join(cwd, "model.yaml"),
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 0xd0, 0xff, ...Array<number>(80).fill(3)]),
  );
});
afterAll(() => rmSync(cwd, { recursive: true }));

describe("a word that is no command, and an option that is none", () => {
  it.each([
    [["rn"], "error: unknown command 'rn'\n  -> did you mean run?\n  -> see --help\n"],
    [["run", "--wach"], "error: unknown option '--wach'\n  -> did you mean --watch?\n  -> see --help\n"],
    [["ops", "stp"], "error: unknown command 'stp'\n  -> did you mean stop?\n  -> see --help\n"],
    [["run", "-f"], "error: option '-f, --file <file>' argument missing\n  -> see --help\n"],
    [["wibble"], "error: unknown command 'wibble'\n  -> see --help\n"],
  ])("%j: what is near, as all other help stands", async (words, said) => {
    expect(await runCli(words, { cwd })).toMatchObject({ code: 2, stderr: said, stdout: "" });
  });

  it("is told by help as well, which lists no hidden command", async () => {
    expect((await runCli(["help", "rn"])).said).toMatch(/^polyaxon has no command "rn"\ndid you mean run\?$/);
    expect((await runCli(["help", "wibble"])).said).toMatch(/^.*\nit has server, agent, (?!.*__)/);
  });

  it("none at all is the help", async () => {
    const { code, stderr } = await runCli([]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^Usage: polyaxon /)]);
  });
});

describe("a file that is none", () => {
  it.each([
    ["trian.yaml", "cannot read trian.yaml: there is no such file\ndid you mean train.yaml?"],
    ["jobs/c.yaml", "cannot read jobs/c.yaml: there is no such file\ndid you mean jobs/a.yaml?"],
    ["pipline.py:main", "cannot read pipline.py: there is no such file\ndid you mean pipeline.py?"],
    ["jobs/wibble", "cannot read jobs/wibble: there is no such file\nthere are jobs/a.yaml, jobs/b.json"],
    ["nowhere/c.yaml", "cannot read nowhere/c.yaml: there is no such file\nthere is no folder nowhere"],
    ["jobs", "jobs is a folder, expected a file\nname one in it: jobs/a.yaml, jobs/b.json"],
    ["empty", "empty is a folder, expected a file\nit has no YAML or JSON file in it"],
  ])("%s: what is near", async (name, said) => {
    expect(await runCli(["run", "-f", name], { cwd })).toMatchObject({ code: 2, said });
  });

  it("empty: how to begin", async () => {
    const { code, stderr } = await runCli(["run", "-f", "nothing.yaml"], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining("= help: `polyaxon init` writes one that works")]);
  });

  it("binary: that it is, and none of its bytes", async () => {
    const { code, stdout } = await runCli(["check", "model.yaml"], { cwd });
    expect([code, stdout]).toEqual([
      2,
      `error[PLX-102] the file is not UTF-8: byte 0xD0 at offset 6
 --> model.yaml:1:7
  = expected: UTF-8
  = found: byte 0xD0 at offset 6
  = help: it looks like a binary file, which no Polyaxonfile is

model.yaml: 1 error
`,
    ]);
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "./testing/run-cli.ts";
import { uuidOf } from "./testing/sample-runs.ts";

const root = mkdtempSync(join(tmpdir(), "plx-offline-read-"));
const [a, b] = [uuidOf("a"), uuidOf("b")];

beforeAll(() => {
  const keep = (uuid: string, run: object) => {
    mkdirSync(join(root, "runs", uuid), { recursive: true });
    writeFileSync(join(root, "runs", uuid, "run.plx.json"), JSON.stringify({ uuid, ...run }));
  };
  const conditions = [{ type: "running" }, { type: "failed", reason: "Why", message: "of this" }, { type: 7 }, "x"];
  keep(a, {
    name: "first",
    project: "digits",
    status: "failed",
    created_at: "2026-11-22T10:00:00Z",
    outputs: { loss: 0.5 },
    status_conditions: conditions,
  });
  keep(b, { name: ["no text"], created_at: "2026-11-22T11:00:00Z", tags: ["t", 1], inputs: "none", kept: "as it is" });
  mkdirSync(join(root, "runs", "broken"));
  writeFileSync(join(root, "runs", "broken", "run.plx.json"), "{");
});
afterAll(() => rmSync(root, { recursive: true }));

// No server listens where these would ask one.
const offline = (...words: string[]) => runCli(["ops", ...words, "--offline", "--path", root]);

describe("runs on this disk", () => {
  it("are listed, the newest first, without a server; what cannot be read is said beside them", async () => {
    const { code, stderr, stdout } = await offline("ls", "-c", "uuid,name,status,tags,metrics.loss");
    expect(code).toBe(0);
    expect(stdout.split("\n").map((line) => line.trim().split(/ {2,}/))).toEqual([
      ["uuid", "name", "status", "tags", "metrics.loss"],
      [b, "unknown", '["t"]'],
      [a, "first", "failed", "0.5"],
      [""],
    ]);
    expect(stderr).toContain("broken/run.plx.json");
    const digits = JSON.parse((await offline("-p", "digits", "ls", "--json")).stdout) as unknown;
    expect(digits).toMatchObject({ count: 1, results: [{ uuid: a }] });
  });

  it("are shown by the first digits of their uuid, and as JSON with all that the file says", async () => {
    expect((await offline("get", "aaa")).stdout).toMatch(/status +failed[^]*loss = 0\.5[^]*folder +.*runs\/a{32}/);
    expect(JSON.parse((await offline("-uid", b, "get", "--json")).stdout)).toMatchObject({ uuid: b, kept: "as it is" });
    expect((await offline("get", "c")).code).toBe(4);
    expect((await offline("get")).said).toMatch(/^name a run, or list them: ops ls --offline\n/);
  });

  it("have what happened to them", async () => {
    expect((await offline("statuses", a)).stdout).toMatch(/running[^]*failed +Why +of this\n$/);
  });

  it("have their logs, as they were written", async () => {
    mkdirSync(join(root, "runs", a, "plxlogs", "no file"), { recursive: true });
    const line = (value: string, more: object = {}) =>
      `${JSON.stringify({ timestamp: "2026-11-22T10:00:00+00:00", container: "main", value, ...more })}\n`;
    const long = Array.from({ length: 2500 }, (_, index) => line(`line ${index}`)).join("");
    writeFileSync(
      join(root, "runs", a, "plxlogs", "main.2.jsonl"),
      `\n${line("half ", { eol: false })}${line("whole")}not JSON\n{}\n`,
    );
    writeFileSync(join(root, "runs", a, "plxlogs", "main.10.jsonl"), long);
    const { stdout } = await offline("logs", a);
    expect(stdout.startsWith("half whole\nline 0\nline 1\n")).toBe(true);
    expect(stdout.split("\n")).toHaveLength(2502);
    expect((await offline("logs", a, "--tail", "2", "-a")).stdout).toBe(
      "2026-11-22T10:00:00+00:00 main | line 2498\n2026-11-22T10:00:00+00:00 main | line 2499\n",
    );
    expect(await offline("logs", b)).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining("has no log"),
    });
  });

  it("are neither searched, sorted nor watched, and are asked for by --offline", async () => {
    expect((await offline("ls", "-q", "status:failed")).said).toContain("neither searched nor sorted");
    expect((await offline("get", a, "-w")).said).toContain("nothing to watch");
    expect((await runCli(["ops", "ls", "--path", root])).said).toContain("add --offline");
  });
});

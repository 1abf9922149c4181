import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SUPERVISOR_SCRIPT } from "./supervisor-script.ts";

let scratch: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "supervisor-"));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

function start(command: string): { readonly ended: Promise<number | null>; readonly running: () => boolean } {
  const child = spawn("sh", ["-c", SUPERVISOR_SCRIPT, "plx-supervisor", scratch, "sh", "-c", command]);
  return { ended: new Promise((done) => child.on("close", done)), running: () => child.exitCode === null };
}

describe("the supervisor", () => {
  it("records the exit code, whole with its newline", async () => {
    await start("exit 7").ended;
    expect(readFileSync(join(scratch, "exit"), "utf8")).toBe("7\n");
  });

  it.skipIf(!existsSync("/dev/full"))(
    "on a full disk waits until the code can be recorded (needs /dev/full)",
    async () => {
      symlinkSync("/dev/full", join(scratch, "exit"));
      const supervisor = start(`touch ${join(scratch, "command-ended")}; exit 9`);
      const deadline = Date.now() + 10_000;
      while (!existsSync(join(scratch, "command-ended")) && Date.now() < deadline)
        await new Promise((done) => setTimeout(done, 20));
      expect(supervisor.running()).toBe(true);
      rmSync(join(scratch, "exit"));
      await supervisor.ended;
      expect(readFileSync(join(scratch, "exit"), "utf8")).toBe("9\n");
    },
  );

  it("does not wait for a scratch folder that is gone", async () => {
    expect(await start(`rm -r ${scratch}`).ended).toBe(1);
  });
});

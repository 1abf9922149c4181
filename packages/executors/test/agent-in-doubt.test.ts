import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { RunId } from "@polyaxon/orchestrator";
import { describe, expect, it } from "vitest";
import {
  agentForEachTest,
  containers,
  logOf,
  loggedText,
  outcomeOf,
  root,
  runFolder,
  scratchOf,
  server,
  startAgent,
  stopAgent,
  submitScript,
} from "./agent-fixture.ts";
import { eventually, isRunning, pidIn, textOf } from "./attempt-fixture.ts";

describe("an agent that may not be alone, or not the first", () => {
  agentForEachTest();

  describe("a server whose database was restored hands a number out again", () => {
    /** The same run and attempt, claimed at another time, with another command. */
    const again = (run: RunId, text: string): void => {
      server.forget();
      containers.set(run, { command: ["sh", "-c"], args: [text] });
      server.submit(run, { claimedAt: 2_000 });
    };

    it("I4: the outcome and log of the attempt before it are not taken for its own", async () => {
      const run = submitScript("echo before >>starts; echo before; exit 3", { claimedAt: 1_000 });
      expect(await outcomeOf(run)).toMatchObject({ exitCode: 3 });
      await stopAgent();
      server.outcomes.clear();
      again(run, "echo after >>starts; echo after; exit 4");
      await startAgent();
      expect(await outcomeOf(run)).toMatchObject({ exitCode: 4 });
      expect(textOf(join(runFolder(run), "starts"))).toBe("before\nafter\n");
      expect(loggedText(logOf(run))).toBe("after\n");
      expect(loggedText(`${logOf(run)}.earlier`)).toBe("before\n");
    });

    it("I4: in a folder that may be a copy it is not started, whatever is there of the attempt before it", async () => {
      const run = submitScript("exit 3", { claimedAt: 1_000 });
      await outcomeOf(run);
      await stopAgent();
      again(run, "echo after >>starts");
      await server.protocol.poll({ agent: "test-agent", freeSlots: 1, waitMs: 0 }, new AbortController().signal);
      await startAgent(4, { id: "second", before: "unknown" });
      await eventually("a word about it", () => server.statuses.get(run)?.includes("unknown"));
      expect(textOf(join(runFolder(run), "starts"))).toBeNull();
    });

    it("I4: one that still runs is ended first, and its end counts for nothing", async () => {
      const run = submitScript("echo $$ >pid; trap 'exit 7' TERM; while :; do sleep 0.05; done", { claimedAt: 1_000 });
      const pid = await pidIn(join(runFolder(run), "pid"));
      const beside = submitScript("exit 0", { claimedAt: 1_500 });
      await outcomeOf(beside);
      again(run, `kill -0 ${pid} 2>/dev/null && echo alive >>alone || echo alone >>alone; exit 4`);
      expect(await outcomeOf(run)).toMatchObject({ exitCode: 4 });
      expect(textOf(join(runFolder(run), "alone"))).toBe("alone\n");
      expect(server.outcomes.get(run)).toHaveLength(1);
    });
  });

  it.each([
    { claimed: 1_000, told: undefined },
    { claimed: undefined, told: 1_000 },
  ])(
    "an attempt goes on where servers of two versions take turns: claimed at $claimed, then told $told",
    async ({ claimed, told }) => {
      const run = submitScript(
        "echo begun >>starts; until [ -e go ]; do sleep 0.02; done; exit 4",
        claimed === undefined ? {} : { claimedAt: claimed },
      );
      await eventually("the start", () => server.statuses.get(run)?.includes("running"));
      const reported: (number | undefined)[] = [];
      server.onReport = (report) => {
        if (report.run === run && report.kind === "finished") reported.push(report.claimedAt);
      };
      for (const each of [told, claimed, told]) {
        const before = server.registrations;
        server.answerAs(run, each);
        await eventually("a registration", () => server.registrations > before);
      }
      // Served after the registration was, so an order to stop would have been given by now.
      expect(await outcomeOf(submitScript("exit 0"))).toMatchObject({ exitCode: 0 });
      writeFileSync(join(runFolder(run), "go"), "");
      expect(await outcomeOf(run)).toEqual({ kind: "exited", exitCode: 4 });
      expect(textOf(join(runFolder(run), "starts"))).toBe("begun\n");
      expect(server.outcomes.get(run)).toHaveLength(1);
      expect(reported).toEqual([1_000]);
    },
  );

  it("I4: a folder that may be a copy does not start what it knows nothing of, also when it is started again", async () => {
    await stopAgent();
    const run = submitScript("echo once >>starts");
    await server.protocol.poll({ agent: "test-agent", freeSlots: 1, waitMs: 0 }, new AbortController().signal);
    const stored = "what the original has stored\n";
    mkdirSync(dirname(logOf(run)), { recursive: true });
    writeFileSync(logOf(run), stored);
    await startAgent(4, { id: "second", before: "unknown" });
    await eventually("a word about it", () => server.statuses.get(run)?.includes("unknown"));
    expect(server.messages.get(run)?.join()).toContain("may go on where the original is");
    await stopAgent();
    await startAgent(4, { id: "third", before: "ended" });
    const own = submitScript("exit 0");
    expect(await outcomeOf(own)).toMatchObject({ exitCode: 0 });
    expect(textOf(join(runFolder(run), "starts"))).toBeNull();
    server.requestStop(run);
    expect(await outcomeOf(run)).toMatchObject({ kind: "stopped" });
    expect(textOf(join(runFolder(run), "starts"))).toBeNull();
    expect(textOf(logOf(run))).toBe(stored);
    expect(readdirSync(dirname(logOf(run)))).toHaveLength(1);
  });

  it("I4: a folder that may be a copy leaves alone what the original runs on the same machine", async () => {
    const run = submitScript("echo $$ >pid; exec sleep 300");
    const pid = await pidIn(join(runFolder(run), "pid"));
    await eventually("the start", () => server.statuses.get(run)?.includes("running"));
    await stopAgent();
    renameSync(join(root, "agent"), join(root, "original"));
    await startAgent(4, { id: "second", before: "unknown" });
    await eventually("a word about it", () => server.statuses.get(run)?.includes("unknown"));
    expect(isRunning(pid)).toBe(true);
    await stopAgent();
    rmSync(join(root, "agent"), { recursive: true });
    renameSync(join(root, "original"), join(root, "agent"));
    await startAgent();
    server.requestStop(run);
    expect(await outcomeOf(run)).toMatchObject({ kind: "stopped" });
    expect(isRunning(pid)).toBe(false);
  });

  it("starts what it knows nothing of when the machine was merely started anew, and says that it was taken", async () => {
    await stopAgent();
    const run = submitScript("echo once >>starts");
    await server.protocol.poll({ agent: "test-agent", freeSlots: 1, waitMs: 0 }, new AbortController().signal);
    const admitted: boolean[] = [];
    const onAdmitted = (): void => void admitted.push(existsSync(scratchOf(run)));
    await startAgent(4, { id: "second", before: "unknown", mayBeCopy: false, onAdmitted });
    expect(await outcomeOf(run)).toMatchObject({ exitCode: 0 });
    expect(textOf(join(runFolder(run), "starts"))).toBe("once\n");
    expect(admitted).toEqual([true]);
  });

  it("is not taken while the server refuses it", async () => {
    await stopAgent();
    server.away = true;
    const admitted: string[] = [];
    const session = { id: "second", before: "unknown", onAdmitted: () => void admitted.push("second") } as const;
    await expect(startAgent(4, session)).rejects.toThrow("away");
    server.away = false;
    expect(admitted).toEqual([]);
  });
});

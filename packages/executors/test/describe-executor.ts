import { writeFile } from "node:fs/promises";
import type { Executor } from "@polyaxon/agent";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { endOf, eventually, isRunning, newAttempt, pidIn, planFor, script, textOf } from "./attempt-fixture.ts";

const PROMISES = [
  "reports the command's exit code",
  "starts an attempt once, however often it is asked",
  "gives the command its arguments and environment unchanged",
  "answers not-started for an attempt it never saw",
  "finds a running attempt from a new instance",
  "finds an attempt that ended while nobody watched",
  "reports stopped, and leaves nothing of the tree",
  "kills what ignores SIGTERM when the grace is over",
  "never starts an attempt that was stopped before its start",
  "calls back once",
] as const;

/**
 * What every executor promises the agent (`Executor` of @polyaxon/agent). Needs `sh` where the workloads run.
 * @param make a new instance over the same engine, as a restarted agent would make it
 * @param options.skip promises that cannot be shown here, each with its reason
 */
export function describeExecutor(
  name: string,
  make: () => Executor,
  options: { readonly skip?: { readonly [promise in (typeof PROMISES)[number]]?: string } } = {},
): void {
  describe(`${name} keeps the executor's promises`, () => {
    let executor: Executor;
    beforeEach(() => {
      executor = make();
    });
    afterEach(() => executor.close());

    const promise = (title: (typeof PROMISES)[number], check: () => Promise<void>): void => {
      const reason = options.skip?.[title];
      if (reason === undefined) it(title, check);
      else it.skip(`${title} (${reason})`, check);
    };

    promise("reports the command's exit code", async () => {
      for (const code of [0, 1, 127, 200]) {
        const { ref, place } = newAttempt();
        await executor.start(ref, script(ref, `exit ${code}`), place);
        expect(await endOf(executor, ref, place)).toMatchObject({ kind: "exited", exitCode: code });
      }
    });

    promise("starts an attempt once, however often it is asked", async () => {
      const { ref, place } = newAttempt();
      const go = `${place.artifacts}/go`;
      const plan = script(ref, `echo started >>"${place.artifacts}/starts"; until [ -e "${go}" ]; do sleep 0.02; done`);
      const other = make();
      // Whichever supervisor is quickest takes the lock, so each of the three must do the same.
      await executor.start(ref, plan, place);
      await Promise.all([executor.start(ref, plan, place), other.start(ref, plan, place)]);
      const ends = Promise.all([endOf(executor, ref, place), endOf(other, ref, place)]);
      await eventually("the start", () => textOf(`${place.artifacts}/starts`));
      await writeFile(go, "");
      expect(await ends).toMatchObject([
        { kind: "exited", exitCode: 0 },
        { kind: "exited", exitCode: 0 },
      ]);
      await executor.start(ref, plan, place);
      expect(await endOf(executor, ref, place)).toMatchObject({ kind: "exited", exitCode: 0 });
      expect(textOf(`${place.artifacts}/starts`)).toBe("started\n");
      await other.close();
    });

    promise("gives the command its arguments and environment unchanged", async () => {
      const { ref, place } = newAttempt();
      const odd = ["", " ", "a b", "it's", '"$HOME"', "`id`", "*", "\\", "new\nline", "ünï", "-n", "--"];
      const env = [
        { name: "PATH", value: process.env["PATH"] ?? "" },
        { name: "PLAIN", value: 'it\'s "$HOME" `id`\nand more\\' },
        { name: "d", value: "one letter" },
        { name: "IFS", value: "x" },
        { name: "with.dots-and-dashes", value: "kept" },
      ];
      const report =
        "require('fs').writeFileSync(process.argv[1], JSON.stringify([process.argv.slice(2), process.env]))";
      const target = `${place.artifacts}/seen.json`;
      const command = [process.execPath, "-e", report, "--", target];
      await executor.start(ref, planFor(ref, { command, args: odd, env }), place);
      expect(await endOf(executor, ref, place)).toMatchObject({ kind: "exited", exitCode: 0 });
      const [args, seen] = JSON.parse(textOf(target) ?? "null") as [string[], Record<string, string>];
      expect(args).toEqual(odd);
      for (const { name: key, value } of env) if (key !== "IFS") expect(seen[key], key).toBe(value);
    });

    promise("answers not-started for an attempt it never saw", async () => {
      const { ref, place } = newAttempt();
      expect(await executor.watch(ref, place, () => {})).toBe("not-started");
      expect(await executor.usage(ref, place)).toBeNull();
    });

    promise("finds a running attempt from a new instance", async () => {
      const { ref, place } = newAttempt();
      await executor.start(
        ref,
        script(ref, `: >"${place.artifacts}/begun"; until [ -e "${place.artifacts}/go" ]; do sleep 0.02; done; exit 7`),
        place,
      );
      await eventually("the start", () => textOf(`${place.artifacts}/begun`) !== null);
      await executor.close();
      executor = make();
      const end = endOf(executor, ref, place);
      await writeFile(`${place.artifacts}/go`, "");
      expect(await end).toMatchObject({ kind: "exited", exitCode: 7 });
    });

    promise("finds an attempt that ended while nobody watched", async () => {
      const { ref, place } = newAttempt();
      await executor.start(ref, script(ref, "exit 9"), place);
      expect(await endOf(executor, ref, place)).toMatchObject({ exitCode: 9 });
      await executor.close();
      executor = make();
      expect(await executor.watch(ref, place, () => {})).toBe("ended");
      expect(await endOf(executor, ref, place)).toMatchObject({ kind: "exited", exitCode: 9 });
    });

    promise("reports stopped, and leaves nothing of the tree", async () => {
      const { ref, place } = newAttempt();
      const child = `echo $$ >"${place.artifacts}/child"; sleep 300`;
      await executor.start(ref, script(ref, `sh -c '${child}' & echo $$ >"${place.artifacts}/parent"; wait`), place);
      const pids = [await pidIn(`${place.artifacts}/child`), await pidIn(`${place.artifacts}/parent`)];
      const end = endOf(executor, ref, place);
      await executor.stop(ref, place, 5);
      expect(await end).toMatchObject({ kind: "stopped" });
      expect(pids.filter(isRunning)).toEqual([]);
    });

    promise("kills what ignores SIGTERM when the grace is over", async () => {
      const { ref, place } = newAttempt();
      await executor.start(
        ref,
        script(ref, `trap '' TERM; echo $$ >"${place.artifacts}/pid"; while :; do sleep 0.05; done`),
        place,
      );
      const pid = await pidIn(`${place.artifacts}/pid`);
      const end = endOf(executor, ref, place);
      await executor.stop(ref, place, 0.2);
      expect(await end).toMatchObject({ kind: "stopped" });
      expect(isRunning(pid)).toBe(false);
    });

    promise("never starts an attempt that was stopped before its start", async () => {
      const { ref, place } = newAttempt();
      await executor.stop(ref, place, 1);
      await executor.start(ref, script(ref, `touch "${place.artifacts}/started"`), place);
      expect(await endOf(executor, ref, place)).toMatchObject({ kind: "stopped" });
      expect(textOf(`${place.artifacts}/started`)).toBeNull();
    });

    promise("calls back once", async () => {
      const { ref, place } = newAttempt();
      let calls = 0;
      await executor.start(ref, script(ref, "exit 0"), place);
      await executor.watch(ref, place, () => (calls += 1));
      await eventually("the end", () => calls > 0);
      const { ref: later, place: laterPlace } = newAttempt();
      await executor.start(later, script(later, "exit 0"), laterPlace);
      await endOf(executor, later, laterPlace);
      expect(calls).toBe(1);
    });
  });
}

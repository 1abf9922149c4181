import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parseQuery } from "@polyaxon/query";
import { logsMany, logsPoints, openWithProject, runId, type StoreHarness } from "./harness.ts";

const WRITER = fileURLToPath(new URL("./durability-writer.ts", import.meta.url));

const FIRST = { limit: 10, offset: 0, withCount: false };

export function durabilityPromises(harness: StoreHarness): void {
  test("every change acknowledged to a process that is then killed is there", { timeout: 120_000 }, async () => {
    const opened = await openWithProject(harness);
    try {
      await opened.store.close();
      const acknowledged = await writeUntilKilled(opened.elsewhere, 300);
      expect(acknowledged.length).toBeGreaterThanOrEqual(300);
      const store = await opened.reopen();
      const check = async (index: number): Promise<void> => {
        // A run is acknowledged when it is created, when its output is merged, with many values twice, and with two batches of points.
        expect(await store.getRun(runId(index))).toMatchObject({ uuid: runId(index), outputs: { index } });
        expect((await store.getConditions(runId(index))).map(({ type }) => type)).toEqual(["created"]);
        if (logsMany(index)) {
          const found = await store.listRuns("digits", { ...FIRST, query: parseQuery(`params.p7:${index + 8}`) });
          expect(found.results.map(({ uuid }) => uuid)).toEqual([runId(index)]);
        }
        if (!logsPoints(index)) return;
        expect(await store.seriesBlocks(runId(index), { after: null, maxPoints: 10 })).toHaveLength(2);
        await store.settleSeries(runId(index), index + 1);
        expect((await store.getRun(runId(index)))?.outputs).toEqual({ index, loss: -index });
      };
      await Promise.all(acknowledged.map(check));
      await store.ping();
    } finally {
      await opened.dispose();
    }
  });

  test("what is stored is there when the store is opened again", async () => {
    const opened = await openWithProject(harness);
    try {
      const store = await opened.reopen();
      expect(await store.getProject("digits")).not.toBeNull();
    } finally {
      await opened.dispose();
    }
  });
}

/** Lets another process write; kills it, in the middle of whatever it does, after `enough` acknowledgements. */
async function writeUntilKilled(
  elsewhere: { module: string; options: unknown },
  enough: number,
): Promise<readonly number[]> {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", WRITER, elsewhere.module, JSON.stringify(elsewhere.options)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const acknowledged: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(Number(line));
    if (acknowledged.length === enough) child.kill("SIGKILL");
  }
  return acknowledged;
}

import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ArtifactStore, folderArtifactStore } from "@polyaxon/artifacts";
import { encodeLogLine } from "@polyaxon/tracking";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readLogsFrom } from "../read-logs.ts";
import { LineIndexes } from "./line-index.ts";
import { readRange } from "./read-range.ts";

const RUN = "0123456789abcdef0123456789abcdef";
const T0 = Date.UTC(2026, 10, 22) * 1000;
let root: string;
let logs: string;
let artifacts: ArtifactStore;
let indexes: LineIndexes;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "range-"));
  artifacts = folderArtifactStore(root);
  indexes = new LineIndexes(artifacts);
  logs = join(root, RUN, "plxlogs");
  await mkdir(logs, { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const text = (number: number, length = 0, offset?: number) =>
  encodeLogLine({
    timestampMicros: T0 + number,
    node: "",
    pod: "",
    container: "",
    value: `${number} ${"x".repeat(length)}`,
    ...(offset === undefined ? {} : { offset }),
  });
const texts = (from: number, to: number, length = 0) =>
  Array.from({ length: to - from }, (_, i) => text(from + i, length)).join("");
const range = (first: number, limit: number, file: string | null = null) =>
  readRange({ artifacts, indexes }, RUN, { first, limit, file });
const numbersIn = async (first: number, limit: number) =>
  (await range(first, limit)).lines.map(({ line, number }) => [number, Number.parseInt(line.value, 10)]);
const same = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => [from + i, from + i]);

describe("lines by number", () => {
  it("are found anywhere in the files of all attempts, in the order in which these begin", async () => {
    await writeFile(join(logs, "b.jsonl"), texts(0, 3_000));
    await writeFile(join(logs, "a.jsonl"), texts(3_000, 5_000));
    for (const first of [0, 1, 1_023, 1_024, 2_999, 3_000, 4_990]) {
      expect(await numbersIn(first, 5)).toEqual(same(first, Math.min(first + 5, 5_000)));
    }
    expect(await numbersIn(2_998, 4)).toEqual(same(2_998, 3_002));
    expect(await numbersIn(-2, 10)).toEqual(same(4_998, 5_000));
    expect(await numbersIn(5_000, 10)).toEqual([]);
    expect(await range(0, 1)).toMatchObject({ total: 5_000 });
    expect((await range(0, 1, "a.jsonl")).lines[0]?.line.value).toBe("3000 ");
  });

  it("go on by the cursor of the answer", async () => {
    await writeFile(join(logs, "a.jsonl"), texts(0, 2_000));
    const { cursor } = await range(-3, 10);
    await appendFile(join(logs, "a.jsonl"), texts(2_000, 2_002));
    const { lines } = await readLogsFrom(artifacts, RUN, cursor, { limit: 10 });
    expect(lines.map(({ value }) => value)).toEqual(["2000 ", "2001 "]);
  });

  it("count what upstream writes: a blank line first, and no line break last", async () => {
    await writeFile(join(logs, "a.jsonl"), `\n${texts(0, 3).trimEnd()}`);
    expect(await numbersIn(-1, 5)).toEqual([[2, 2]]);
    expect((await range(0, 5)).total).toBe(3);
    await appendFile(join(logs, "a.jsonl"), `\n${texts(3, 4).trimEnd()}`);
    expect(await numbersIn(0, 5)).toEqual(same(0, 4));
  });

  it("stand in an index beside a large log, which is made anew when it is not that log's", async () => {
    await writeFile(join(logs, "a.jsonl"), texts(0, 40_000, 600));
    expect(await numbersIn(39_999, 5)).toEqual([[39_999, 39_999]]);
    const path = join(logs, ".lines", "a.jsonl.json");
    const stored = JSON.parse(await readFile(path, "utf8")) as { lines: number; offsets: number[] };
    expect(stored).toMatchObject({ version: 1, lines: 40_000 });
    // Seen to be used: an index that lies is believed as long as it fits the log.
    await writeFile(path, JSON.stringify({ ...stored, lines: stored.lines + 1 }));
    indexes = new LineIndexes(artifacts);
    expect((await range(0, 1)).total).toBe(40_001);
    for (const wrong of [
      "",
      "{}",
      "null",
      JSON.stringify({ ...stored, print: "x" }),
      JSON.stringify({ ...stored, offsets: [1e15] }),
    ]) {
      await writeFile(path, wrong);
      indexes = new LineIndexes(artifacts);
      expect((await range(0, 1)).total).toBe(40_000);
    }
    await appendFile(join(logs, "a.jsonl"), texts(40_000, 40_010));
    expect(await numbersIn(40_005, 3)).toEqual(same(40_005, 40_008));
    await writeFile(join(logs, "a.jsonl"), texts(0, 10));
    expect(await numbersIn(5, 100)).toEqual(same(5, 10));
  });

  it("are right whatever is added when, also between restarts", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ lines: fc.nat(1_500), length: fc.nat(20), torn: fc.boolean(), restart: fc.boolean() }), {
          minLength: 1,
          maxLength: 8,
        }),
        async (steps) => {
          await rm(logs, { recursive: true });
          await mkdir(logs);
          indexes = new LineIndexes(artifacts);
          let written = 0;
          for (const { length, lines, restart, torn } of steps) {
            await appendFile(join(logs, "a.jsonl"), texts(written, written + lines, length));
            written += lines;
            if (torn) await appendFile(join(logs, "a.jsonl"), text(written, length, 1).slice(0, -7));
            if (restart) indexes = new LineIndexes(artifacts);
            expect((await range(0, 1)).total).toBe(written);
            const first = Math.max(0, written - 3);
            expect(await numbersIn(first, 5)).toEqual(same(first, written));
            if (torn) {
              await appendFile(join(logs, "a.jsonl"), text(written, length, 1).slice(-7));
              written += 1;
            }
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});

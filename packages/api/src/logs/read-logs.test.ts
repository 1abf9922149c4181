import { appendFile, mkdir, mkdtemp, open, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ArtifactStore, folderArtifactStore } from "@polyaxon/artifacts";
import { encodeLogLine, type LogLine } from "@polyaxon/tracking";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodeCursor, encodeCursor, type LogCursor } from "./log-cursor.ts";
import { readLogsAfter, readLogsFrom } from "./read-logs.ts";

const RUN = "0123456789abcdef0123456789abcdef";
const T0 = Date.UTC(2026, 10, 22) * 1000;
let root: string;
let logs: string;
let artifacts: ArtifactStore;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "logs-"));
  artifacts = folderArtifactStore(root);
  logs = join(root, RUN, "plxlogs");
  await mkdir(logs, { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const line = (micros: number, value: string, pod = "a"): LogLine => ({
  timestampMicros: T0 + micros,
  node: "n",
  pod,
  container: "polyaxon-main",
  value,
});
const store = (name: string, lines: readonly LogLine[]) =>
  writeFile(join(logs, name), lines.map(encodeLogLine).join(""));
const values = (page: { lines: readonly LogLine[] }) => page.lines.map((one) => one.value);

/** Pages by instant until nothing is left. */
async function pagedByTime(pageBytes: number): Promise<string[]> {
  const seen: string[] = [];
  for (let after: number | null = null; ;) {
    const page = await readLogsAfter(artifacts, RUN, after, pageBytes);
    seen.push(...values(page));
    after = page.lastMicros ?? after;
    if (!page.more) return seen;
  }
}

async function pagedByCursor(limit: number, pageBytes?: number): Promise<string[]> {
  const seen: string[] = [];
  for (let cursor: LogCursor = {}; ;) {
    const page = await readLogsFrom(artifacts, RUN, cursor, {
      limit,
      ...(pageBytes === undefined ? {} : { pageBytes }),
    });
    seen.push(...values(page));
    cursor = decodeCursor(encodeCursor(page.cursor)) ?? {};
    if (!page.more) return seen;
  }
}

describe("reading logs", () => {
  it("gives nothing, and no cursor, for a run without logs", async () => {
    await rm(logs, { recursive: true });
    expect(await readLogsAfter(artifacts, RUN, null)).toEqual({ lines: [], lastMicros: null, more: false });
    expect(await readLogsFrom(artifacts, RUN, {}, { limit: 10 })).toEqual({ lines: [], cursor: {}, more: false });
  });

  it("merges the files of several pods by time", async () => {
    await store("a.jsonl", [line(1, "a1"), line(5, "a5"), line(6, "a6")]);
    await store("b.jsonl", [line(2, "b2"), line(5, "b5"), line(9, "b9")]);
    await store("notes.txt", [line(0, "not a log")]);
    const inOrder = ["a1", "b2", "a5", "b5", "a6", "b9"];
    expect(values(await readLogsAfter(artifacts, RUN, null))).toEqual(inOrder);
    expect(values(await readLogsAfter(artifacts, RUN, T0 + 5))).toEqual(["a6", "b9"]);
    expect(await pagedByCursor(1)).toEqual(inOrder);
    expect(await pagedByCursor(4)).toEqual(inOrder);
  });

  it("neither skips nor repeats a line over pages, also where instants are equal", async () => {
    const lines = Array.from({ length: 500 }, (_, i) => line(Math.floor(i / 7), `line ${i}`));
    await store("a.jsonl", lines);
    const all = lines.map((one) => one.value);
    for (const pageBytes of [1, 500, 5_000, 1_000_000]) {
      expect(await pagedByTime(pageBytes)).toEqual(all);
      expect(await pagedByCursor(10_000, pageBytes)).toEqual(all);
    }
    expect(await pagedByCursor(13)).toEqual(all);
  });

  it("finds its place in a large file by halving", async () => {
    const lines = Array.from({ length: 40_000 }, (_, i) => line(i * 10, `line ${i} ${"x".repeat(i % 50)}`));
    await store("a.jsonl", lines);
    for (const index of [0, 1, 17, 20_000, 39_998]) {
      const page = await readLogsAfter(artifacts, RUN, T0 + index * 10, 1);
      expect(values(page)).toEqual([lines[index + 1]?.value]);
    }
    expect((await readLogsAfter(artifacts, RUN, T0 + 39_999 * 10)).lines).toEqual([]);
    expect(values(await readLogsAfter(artifacts, RUN, T0 - 1, 1))).toEqual([lines[0]?.value]);
  });

  it("reads upstream's form: a line break before each line and none at the end", async () => {
    await writeFile(
      join(logs, "logs.jsonl"),
      `\n${encodeLogLine(line(1, "one")).trimEnd()}\n${encodeLogLine(line(2, "two")).trimEnd()}`,
    );
    expect(values(await readLogsAfter(artifacts, RUN, null))).toEqual(["one", "two"]);
    const window = await readLogsFrom(artifacts, RUN, {}, { limit: 10 });
    await appendFile(join(logs, "logs.jsonl"), `\n${encodeLogLine(line(3, "three")).trimEnd()}`);
    expect(values(await readLogsFrom(artifacts, RUN, window.cursor, { limit: 10 }))).toEqual(["three"]);
  });

  it("leaves a line that is being written for the next time, and passes over what is no line", async () => {
    const text = encodeLogLine(line(2, "half"));
    await writeFile(
      join(logs, "a.jsonl"),
      `${encodeLogLine(line(1, "whole"))}garbage\n{"value": 5}\n${text.slice(0, 30)}`,
    );
    const first = await readLogsFrom(artifacts, RUN, {}, { limit: 10 });
    expect(values(first)).toEqual(["whole"]);
    expect(values(await readLogsAfter(artifacts, RUN, null))).toEqual(["whole"]);
    await appendFile(join(logs, "a.jsonl"), text.slice(30));
    expect(values(await readLogsFrom(artifacts, RUN, first.cursor, { limit: 10 }))).toEqual(["half"]);
    expect(values(await readLogsAfter(artifacts, RUN, first.lines[0]?.timestampMicros ?? 0))).toEqual(["half"]);
  });

  it("never skips or repeats a line over attempts, additions, pages and crashes of the writer", async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("add" as const), lines: fc.integer({ min: 1, max: 40 }), length: fc.nat(300) }),
      fc.record({ kind: fc.constant("tear" as const), bytes: fc.nat(200) }),
      fc.record({
        kind: fc.constant("read" as const),
        limit: fc.integer({ min: 1, max: 25 }),
        pageBytes: fc.nat(8_000),
      }),
      fc.record({ kind: fc.constant("attempt" as const) }),
      // The disk lost what was not synced: the agent ships the same output again, stamped anew.
      fc.record({ kind: fc.constant("lose" as const), lines: fc.nat(5) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        await rm(logs, { recursive: true });
        await mkdir(logs);
        const attempts: string[][] = [[]];
        let micros = 0;
        let torn = false;
        let cursor: LogCursor = {};
        const seen: string[] = [];
        const path = () => join(logs, `run-${attempts.length}.jsonl`);
        const values = () => attempts.at(-1) ?? [];
        const stamped = (value: string) => encodeLogLine({ ...line(1e6 + (micros += 1), value), offset: 1_000_000 });
        const read = async (limit: number, pageBytes: number): Promise<boolean> => {
          const page = await readLogsFrom(artifacts, RUN, cursor, { limit, pageBytes });
          cursor = decodeCursor(encodeCursor(page.cursor)) ?? {};
          seen.push(...page.lines.map(({ value }) => value));
          return page.more;
        };
        const mend = async () => {
          if (!torn) return;
          const bytes = await readFile(path());
          await truncate(path(), bytes.lastIndexOf(10) + 1);
          torn = false;
        };
        for (const one of steps) {
          if (one.kind === "read") await read(one.limit, one.pageBytes);
          else if (one.kind === "attempt") {
            await mend();
            attempts.push([]);
          } else if (one.kind === "tear" && !torn) {
            const text = stamped(`half ${"x".repeat(150)}`);
            await appendFile(path(), text.slice(0, Math.min(one.bytes + 1, text.length - 1)));
            torn = true;
          } else if (one.kind === "add") {
            await mend();
            const added = Array.from(
              { length: one.lines },
              (_, i) => `${attempts.length}.${values().length + i} ${"y".repeat(one.length)}`,
            );
            await appendFile(path(), added.map(stamped).join(""));
            values().push(...added);
          } else if (one.kind === "lose" && values().length > 0) {
            await mend();
            const rows = (await readFile(path(), "utf8")).trimEnd().split("\n");
            const kept = Math.max(0, rows.length - one.lines);
            await writeFile(
              path(),
              rows
                .slice(0, kept)
                .map((row) => `${row}\n`)
                .join(""),
            );
            await read(100, 100_000);
            await appendFile(path(), values().slice(kept).map(stamped).join(""));
          }
        }
        await mend();
        while (await read(7, 3_000));
        expect(seen.toSorted()).toEqual(attempts.flat().toSorted());
        for (const [index, attempt] of attempts.entries())
          expect(seen.filter((value) => value.startsWith(`${index + 1}.`))).toEqual(attempt);
      }),
      { numRuns: 60 },
    );
  });

  it("keeps to bounded memory with a line of 40 MB and with a large file", async () => {
    const file = await open(join(logs, "a.jsonl"), "w");
    await file.write(encodeLogLine(line(1, "before")));
    for (let i = 0; i < 40; i++) await file.write("x".repeat(1_000_000));
    await file.write(`\n${encodeLogLine(line(2, "after"))}`);
    const block = Array.from({ length: 1000 }, (_, i) => encodeLogLine(line(3 + i, "y".repeat(900)))).join("");
    for (let i = 0; i < 50; i++) await file.write(block);
    await file.close();
    const before = process.memoryUsage().rss;
    const page = await readLogsFrom(artifacts, RUN, {}, { limit: 10 });
    expect(values(page).slice(0, 2)).toEqual(["before", "after"]);
    expect((await readLogsAfter(artifacts, RUN, null, 100_000)).lines.length).toBeLessThan(200);
    expect(process.memoryUsage().rss - before).toBeLessThan(80_000_000);
  });

  it.each([
    "",
    "x",
    "bnVsbA",
    "l2",
    "l1~",
    "l1~abc",
    "l1~0123456789.-1.0",
    "l1~0123456789.1",
    "l1~0123456789.zzzzzzzzzzz.1",
  ])("knows that %j is no cursor", (text) => expect(decodeCursor(text)).toBeNull());
});

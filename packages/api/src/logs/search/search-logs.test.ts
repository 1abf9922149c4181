import { appendFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ArtifactStore, folderArtifactStore } from "@polyaxon/artifacts";
import { encodeLogLine, type LogLine } from "@polyaxon/tracking";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodeCursor, encodeCursor, type LogCursor } from "../log-cursor.ts";
import { lineMatcher, type Wanted } from "./line-matcher.ts";
import { searchLogs } from "./search-logs.ts";

const RUN = "0123456789abcdef0123456789abcdef";
const T0 = Date.UTC(2026, 10, 22) * 1000;
let root: string;
let logs: string;
let artifacts: ArtifactStore;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "search-"));
  artifacts = folderArtifactStore(root);
  logs = join(root, RUN, "plxlogs");
  await mkdir(logs, { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const line = (micros: number, value: string): LogLine => ({
  timestampMicros: T0 + micros,
  node: "error-node",
  pod: "p",
  container: "polyaxon-main",
  value,
});
const store = (name: string, values: readonly string[], from = 0) =>
  writeFile(join(logs, name), values.map((value, i) => encodeLogLine(line(from + i, value))).join(""));
const wanted = (text: string, more: Partial<Wanted> = {}): Wanted => ({
  text,
  isPattern: false,
  ignoreCase: false,
  ...more,
});

/** Pages of `limit` matches, or of one piece when the time is always over. */
async function search(what: Wanted, limit = 100, isOver = () => false): Promise<string[]> {
  const seen: string[] = [];
  for (let cursor: LogCursor = {}, pages = 0; pages < 10_000; pages += 1) {
    const page = await searchLogs(artifacts, RUN, cursor, lineMatcher(what), { limit, isOver });
    seen.push(...page.lines.map(({ value }) => value));
    cursor = decodeCursor(encodeCursor(page.cursor)) ?? {};
    if (page.done) return seen;
  }
  throw new Error("the search does not come to an end");
}

describe("searching logs", () => {
  it("finds plain text in the value alone, with anything in it", async () => {
    const values = ["an error", "Error", 'say "hi" to C:\\temp/x', "grüße, 日本", "ünique error é", "tab\there", ""];
    await store("a.jsonl", values);
    expect(await search(wanted("error"))).toEqual(["an error", "ünique error é"]);
    expect(await search(wanted("ERROR", { ignoreCase: true }))).toEqual(["an error", "Error", "ünique error é"]);
    for (const text of ['"hi"', "C:\\temp", "temp/x", "日本", "grüße", "\t"])
      expect(await search(wanted(text))).toEqual(values.filter((value) => value.includes(text)));
    expect(await search(wanted("polyaxon-main"))).toEqual([]);
    expect(await search(wanted("timestamp"))).toEqual([]);
    expect(await search(wanted("."))).toEqual([]);
  });

  it("finds text as upstream writes it, without a line break at the end", async () => {
    await writeFile(
      join(logs, "a.jsonl"),
      `\n{"timestamp":"2026-11-22T00:00:00+00:00","value":"gr\\u00fc\\u00dfe \\/tmp"}`,
    );
    for (const text of ["grüße", "/tmp", "e /t"]) expect(await search(wanted(text))).toEqual(["grüße /tmp"]);
  });

  it("looks through colours and other terminal sequences, and keeps them", async () => {
    const coloured = "\u001b[1mer\u001b[31mror\u001b[0m in red";
    await store("a.jsonl", ["plain", coloured, "\u001b]8;;http://error\u0007link\u001b]8;;\u0007"]);
    expect(await search(wanted("error in"))).toEqual([coloured]);
    expect(await search(wanted("error"))).toEqual([coloured]);
    expect(await search(wanted("^ERR", { isPattern: true, ignoreCase: true }))).toEqual([coloured]);
    expect(await search(wanted("31m"))).toEqual([]);
  });

  it("matches patterns, in linear time", async () => {
    await store("a.jsonl", ["epoch 1 loss=0.51", "epoch 2 loss=nan", `${"a".repeat(60_000)}!`, 'escaped "loss=1"']);
    expect(await search(wanted("loss=\\d", { isPattern: true }))).toEqual(["epoch 1 loss=0.51", 'escaped "loss=1"']);
    expect(await search(wanted("^(a+)+$", { isPattern: true }))).toEqual([]);
    expect(await search(wanted("(a|aa)+b", { isPattern: true }))).toEqual([]);
  });

  it.each([
    ["", false, "found an empty text"],
    ["x".repeat(1001), false, "found 1001"],
    ["(", true, "missing closing"],
    ["a(?=b)", true, "no look-around"],
    ["(a)\\1", true, "no look-around"],
    ["((a{30}){30}b){1}", true, "too large"],
  ])("refuses %j", (text, isPattern, words) => expect(() => lineMatcher(wanted(text, { isPattern }))).toThrow(words));

  it("goes on by cursor after a page and after its time, without skipping or repeating", async () => {
    const values = Array.from(
      { length: 20_000 },
      (_, i) => `step ${i} ${"x".repeat(i % 97)}${i % 11 === 0 ? " hit" : ""}`,
    );
    await store("b.jsonl", values.slice(0, 9_000));
    await store("a.jsonl", values.slice(9_000), 9_000);
    const hits = values.filter((value) => value.endsWith("hit"));
    expect(await search(wanted("hit"))).toEqual(hits);
    expect(await search(wanted("HIT", { ignoreCase: true }), 97)).toEqual(hits);
    expect(await search(wanted("hit$", { isPattern: true }), 100, () => true)).toEqual(hits);
    expect(await search(wanted("no such", {}), 100, () => true)).toEqual([]);
  });

  it("lets others have their turn between two lines of a slow pattern, and ends there when its time is over", async () => {
    const values = Array.from({ length: 40 }, (_, i) => `${"ab".repeat(50)}${i} ${i % 10 === 9 ? "hit" : ""}`);
    await store("a.jsonl", values);
    let rests = 0;
    const slow = lineMatcher(wanted("(a.{50}|b.{51}|.a.{52}).*hit$", { isPattern: true }));
    const seen: string[] = [];
    let pages = 0;
    for (let cursor: LogCursor = {}, done = false; !done; pages += 1) {
      let tested = 0;
      const page = await searchLogs(artifacts, RUN, cursor, slow, {
        limit: 100,
        isOver: () => tested >= 7,
        rest() {
          tested += 1;
          rests += 1;
          return Promise.resolve();
        },
      });
      seen.push(...page.lines.map(({ value }) => value));
      cursor = decodeCursor(encodeCursor(page.cursor)) ?? {};
      done = page.done;
    }
    expect(seen).toEqual(values.filter((value) => value.endsWith("hit")));
    expect(pages).toBeGreaterThan(4);
    expect(rests).toBeGreaterThanOrEqual(36);
  });

  it("holds only the beginning of a long line against a large pattern", async () => {
    const long = `${"ab".repeat(10_000)}z`;
    await store("a.jsonl", [long]);
    expect(await search(wanted("b{0}z$", { isPattern: true }))).toEqual([long]);
    expect(await search(wanted(`(${"(a|b)c?".repeat(60)})?z$`, { isPattern: true }))).toEqual([]);
    expect(await search(wanted(`^${"(a|b)c?".repeat(60)}`, { isPattern: true }))).toEqual([long]);
  });

  it("finds what was added since, once its line is whole", async () => {
    await store("a.jsonl", ["hit 1"]);
    const first = await searchLogs(artifacts, RUN, {}, lineMatcher(wanted("hit")), { limit: 9, isOver: () => false });
    const text = encodeLogLine({ ...line(2, "hit 2"), offset: 12 });
    await appendFile(join(logs, "a.jsonl"), text.slice(0, -1));
    const again = () =>
      searchLogs(artifacts, RUN, first.cursor, lineMatcher(wanted("hit")), { limit: 9, isOver: () => false });
    expect((await again()).lines).toEqual([]);
    await appendFile(join(logs, "a.jsonl"), "\n");
    expect((await again()).lines.map(({ value }) => value)).toEqual(["hit 2"]);
  });

  it("passes over a text without line breaks, however long", async () => {
    await writeFile(join(logs, "a.jsonl"), `${"hit".repeat(4_000_000)}\n${encodeLogLine(line(1, "hit"))}`);
    expect(await search(wanted("hit"))).toEqual(["hit"]);
    expect(await search(wanted("hi."), 10, () => true)).toEqual([]);
    expect(await search(wanted("hi.$", { isPattern: true }), 10, () => true)).toEqual(["hit"]);
  });
});

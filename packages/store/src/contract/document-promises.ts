import { randomUUID } from "node:crypto";
import { type Json, type JsonObject, MOST_MERGED_INTO, type RunPatch } from "@polyaxon/orchestrator";
import { parseQuery, parseSort } from "@polyaxon/query";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  create,
  createRunning,
  newRun,
  type OpenedStore,
  openWithProject,
  patch,
  PROJECT,
  runId,
  type StoreHarness,
} from "./harness.ts";

export function documentPromises(harness: StoreHarness): void {
  let opened: OpenedStore;
  beforeAll(async () => {
    opened = await openWithProject(harness);
  });
  afterAll(() => opened.dispose());

  const outputsOf = async (index: number) => (await opened.store.getRun(runId(index)))?.outputs;
  const matching = async (query: string) =>
    (
      await opened.store.listRuns(PROJECT, { query: parseQuery(query), limit: 100, offset: 0, withCount: false })
    ).results.map(({ name }) => name);

  describe("a patch", () => {
    test("replaces what it names", async () => {
      const { store } = opened;
      await create(store, newRun(1, { inputs: { a: 1 }, outputs: { b: 2 }, metaInfo: { c: 3 }, tags: ["x"] }));
      await patch(store, runId(1), { outputs: { d: 4 }, inputs: null, tags: ["y", "y"], description: "new" });
      expect(await store.getRun(runId(1))).toMatchObject({
        inputs: null,
        metaInfo: { c: 3 },
        tags: ["y"],
        description: "new",
      });
      expect(await outputsOf(1)).toEqual({ d: 4 });
    });

    test("with merge is a shallow union, and tags are appended", async () => {
      const { store } = opened;
      await create(store, newRun(2, { inputs: { a: 1 }, metaInfo: { c: 3 }, tags: ["x"] }));
      await patch(store, runId(2), {
        merge: true,
        inputs: { a: 9, b: { deep: 1 } },
        outputs: { loss: 1 },
        metaInfo: { d: 4 },
        tags: ["y", "x"],
      });
      await patch(store, runId(2), { merge: true, inputs: { b: { other: 2 } }, outputs: null });
      expect(await store.getRun(runId(2))).toMatchObject({
        inputs: { a: 9, b: { other: 2 } },
        metaInfo: { c: 3, d: 4 },
        tags: ["x", "y"],
      });
      expect(await outputsOf(2)).toEqual({ loss: 1 });
    });

    test("is not merged into a document that is too large already, and changes nothing then", async () => {
      const { store } = opened;
      const large = { text: "x".repeat(MOST_MERGED_INTO) };
      await create(store, newRun(9, { outputs: large, inputs: { a: 1 } }));
      const merge = (changes: RunPatch) => store.patchRun(runId(9), { merge: true, ...changes }, { now: 2 });
      expect(await merge({ outputs: { b: 1 }, inputs: { b: 1 }, name: "other" })).toBe("too-large");
      expect(await store.getRun(runId(9))).toMatchObject({ name: "run-9", inputs: { a: 1 } });
      expect(await merge({ inputs: { b: 1 }, outputs: null })).toBe("done");
      expect(await merge({ tags: ["t"] })).toBe("done");
      await patch(store, runId(9), { outputs: { small: 1 } });
      expect(await merge({ outputs: { other: 1 } })).toBe("done");
      expect(await outputsOf(9)).toEqual({ small: 1, other: 1 });
    });

    test("in parallel with others loses nothing", async () => {
      const { store } = opened;
      await create(store, newRun(3));
      const writers = Array.from({ length: 60 }, (_, index) =>
        patch(store, runId(3), { merge: true, outputs: { [`m${index}`]: index }, tags: [`t${index}`] }),
      );
      await Promise.all(writers);
      expect(await outputsOf(3)).toEqual(
        Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`m${index}`, index])),
      );
      expect((await store.getRun(runId(3)))?.tags).toHaveLength(60);
      expect(await matching("metrics.m59:59, tags:t0")).toEqual(["run-3"]);
    });

    test("of many values, by several at once that bring the same new names: each is found as the last one said", async () => {
      const { store } = opened;
      const runs = [5, 6, 7, 8];
      await create(store, ...runs.map((index) => newRun(index)));
      const names = Array.from({ length: 450 }, (_, at) => `many${at}`);
      const each = async (outputs: (run: number) => JsonObject, merge = true) =>
        await Promise.all(runs.map((run) => patch(store, runId(run), { merge, outputs: outputs(run) })));
      const some = (from: number, to: number, value: (at: number) => Json) => (run: number) => {
        const pairs = names.slice(from, to).map((name, at): [string, Json] => [name, value(from + at)]);
        return Object.fromEntries(run % 2 === 0 ? pairs : pairs.toReversed());
      };
      await each(some(0, 300, (at) => at));
      await each(some(100, 450, (at) => (at % 2 === 0 ? at : `word${at}`)));
      const all = ["run-5", "run-6", "run-7", "run-8"];
      expect((await matching("metrics.many0:0, metrics.many298:298, metrics.many448:448")).toSorted()).toEqual(all);
      expect((await matching("outputs.many101:word101, outputs.many449:word449")).toSorted()).toEqual(all);
      expect(await matching("metrics.many101:>=0")).toEqual([]);
      await each(
        some(440, 450, () => true),
        false,
      );
      expect(await matching("metrics.many0:>=0")).toEqual([]);
      expect((await matching("outputs.many449:true")).toSorted()).toEqual(all);
      expect(await outputsOf(7)).toEqual(some(440, 450, () => true)(7));
    });

    test("is fenced by the newest attempt", async () => {
      const { store } = opened;
      await createRunning(store, 10, newRun(4));
      expect(await store.patchRun(runId(4), { outputs: { a: 1 } }, { fence: 1, now: 11 })).toBe("done");
      expect(await store.patchRun(runId(4), { outputs: { a: 2 } }, { fence: 0, now: 11 })).toBe("stale-attempt");
      expect(await store.addCondition(runId(4), { type: "warning" }, { fence: 2, now: 11 })).toBe("stale-attempt");
      expect(await store.patchRun(runId(999), {}, { now: 11 })).toBe("not-found");
      expect(await outputsOf(4)).toEqual({ a: 1 });
    });
  });

  describe("numbers and texts that databases disagree about", () => {
    test("NaN and infinities are kept as words, and match no comparison with a number", async () => {
      const { store } = opened;
      await create(
        store,
        newRun(10, {
          outputs: { a: Number.NaN, b: Number.POSITIVE_INFINITY, c: Number.NEGATIVE_INFINITY, list: [Number.NaN] },
        }),
      );
      expect(await outputsOf(10)).toEqual({ a: "NaN", b: "Infinity", c: "-Infinity", list: ["NaN"] });
      expect(await matching("metrics.b:>0")).toEqual([]);
      expect(await matching("outputs.b:Infinity")).toEqual(["run-10"]);
    });

    test("numbers however near to zero or to one are themselves, and are found as such", async () => {
      const { store } = opened;
      const outputs = { tiny: 3e-20, least: Number.MIN_VALUE, under: -1 + 2 ** -53 };
      await create(store, newRun(14, { outputs }));
      expect(await outputsOf(14)).toEqual(outputs);
      expect(await matching("metrics.tiny:>0, metrics.tiny:<1e-19, metrics.under:>-1, metrics.least:>0")).toEqual([
        "run-14",
      ]);
      expect(await matching("metrics.tiny:3e-20")).toEqual(["run-14"]);
      expect(await matching("metrics.tiny:0")).toEqual([]);
    });

    test("integers above 2^53 are doubles; a bigint beyond them is text with all its digits", async () => {
      const { store } = opened;
      const outputs = { big: 2 ** 53 + 2, exact: 2n ** 63n, small: 7n } as unknown as JsonObject;
      await create(store, newRun(11, { outputs }));
      expect(await outputsOf(11)).toEqual({ big: 9_007_199_254_740_994, exact: "9223372036854775808", small: 7 });
      expect(await matching("metrics.big:>=9007199254740994, outputs.small:7")).toEqual(["run-11"]);
    });

    test("NUL characters become U+FFFD in documents, names, tags and messages", async () => {
      const { store } = opened;
      await create(
        store,
        newRun(12, { managedBy: "user", name: "a\0b", tags: ["t\0"], outputs: { "k\0": ["v\0"], note: "x\0y" } }),
      );
      await store.addCondition(runId(12), { type: "running", message: "m\0" }, { now: 1 });
      expect(await store.getRun(runId(12))).toMatchObject({
        name: "a\uFFFDb",
        tags: ["t\uFFFD"],
        lastCondition: { message: "m\uFFFD" },
      });
      expect(await outputsOf(12)).toEqual({ "k\uFFFD": ["v\uFFFD"], note: "x\uFFFDy" });
      expect(await matching("outputs.note:x\uFFFDy")).toEqual(["a\uFFFDb"]);
    });

    test("NUL characters in a question are what they are in what is stored, raw and as an escape", async () => {
      const asked = ["name:a\0b", "name:a%, name:%\0b", String.raw`name:"a\u0000b"`, "tags:t\0", "outputs.note:x\0y"];
      for (const query of [...asked, String.raw`outputs.note:"x\u0000y"`])
        expect(await matching(query)).toEqual(["a\uFFFDb"]);
      expect(await matching("user:\0, status:\0|running, pipeline:\0, pipeline.name:\0, description:%\0%")).toEqual([]);
      const { store } = opened;
      const page = { limit: 1, offset: 0, withCount: false };
      expect((await store.listRuns(PROJECT, { ...page, sort: parseSort("-outputs.k\0") })).results).toHaveLength(1);
      expect((await store.listProjects({ ...page, query: parseQuery("name:\0") })).results).toEqual([]);

      await store.putArtifacts(
        runId(12),
        [{ name: "f\0", kind: "file", path: null, state: "s", summary: {}, isInput: false }],
        { now: 1 },
      );
      const named = await store.listArtifacts(runId(12), { ...page, query: parseQuery("name:f\0") });
      expect(named.results.map(({ name }) => name)).toEqual(["f\uFFFD"]);
      expect(await store.deleteArtifact(runId(12), "f\0")).toBe("deleted");
    });

    test("any other JSON comes back as it was", async () => {
      const { store } = opened;
      let index = 1000;
      // A text with an unpaired surrogate is no Unicode text; databases may keep or replace it.
      const document = fc.dictionary(
        fc.string({ unit: "grapheme", maxLength: 20 }).filter((key) => key !== "__proto__" && !key.includes("\0")),
        fc
          .jsonValue({ depthSize: "small", stringUnit: "grapheme" })
          .filter((value) => !JSON.stringify(value).includes("\\u0000")),
        { maxKeys: 8 },
      );
      await fc.assert(
        fc.asyncProperty(document, async (value) => {
          const expected = JSON.parse(JSON.stringify(value)) as Json;
          index += 1;
          await create(store, newRun(index, { inputs: value as JsonObject }));
          expect((await store.getRun(runId(index)))?.inputs).toEqual(expected);
        }),
        { numRuns: 40 },
      );
    });
  });

  describe("indexed values", () => {
    test("follow their document", async () => {
      const { store } = opened;
      await create(store, newRun(20, { outputs: { loss: 1, kind: "a", gone: true } }));
      await patch(store, runId(20), { outputs: { loss: 2, kind: "b" } });
      expect(await matching("metrics.loss:2, outputs.kind:b")).toEqual(["run-20"]);
      expect(await matching("metrics.loss:1")).not.toContain("run-20");
      expect(await matching("outputs.gone:true")).toEqual([]);
    });

    test("stop at 1,000 keys a run; the document keeps the rest", async () => {
      const { store } = opened;
      const outputs = Object.fromEntries(Array.from({ length: 1_200 }, (_, index) => [`many${index}`, index]));
      await create(store, newRun(21, { outputs }));
      expect(Object.keys((await outputsOf(21)) ?? {})).toHaveLength(1_200);
      expect(await matching("metrics.many999:999")).toEqual(["run-21"]);
      expect(await matching("metrics.many1000:1000")).toEqual([]);
    });

    test("keep the first 256 characters of a text", async () => {
      const { store } = opened;
      const long = "é".repeat(400);
      await create(store, newRun(22, { outputs: { long } }));
      expect(await matching(`outputs.long:${long}`)).toEqual(["run-22"]);
      expect((await outputsOf(22))?.["long"]).toBe(long);
    });

    test("hold no more than an index can: longer tags, keys and names are no reason to refuse what a run reports", async () => {
      const { store } = opened;
      // Not to be compressed, and with what Postgres takes for the end of a text.
      const long = `\0${Array.from({ length: 5_000 }, () => randomUUID()).join("")}`;
      await create(store, newRun(23));
      await patch(store, runId(23), { tags: [long], outputs: { [long]: 1, short: 2 }, merge: true });
      const artifact = { name: long, kind: long, path: long, state: long, summary: {}, isInput: false };
      expect(await store.putArtifacts(runId(23), [artifact], { now: 1 })).toBe("done");
      expect(Object.keys((await outputsOf(23)) ?? {})).toHaveLength(2);
      expect((await store.getRun(runId(23)))?.tags).toHaveLength(1);
      expect(await matching("outputs.short:2")).toEqual(["run-23"]);
      await patch(store, runId(23), { tags: [], outputs: { short: 3 } });
    });
  });
}

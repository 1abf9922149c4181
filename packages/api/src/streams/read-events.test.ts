import type { ArtifactStore } from "@polyaxon/artifacts";
import { MetricJson } from "@polyaxon/tracking";
import fc from "fast-check";
import { expect, it } from "vitest";
import { eventsFolder, readEvents } from "./read-events.ts";
import { runId } from "../../test/api-under-test.ts";

/** A file that gives some bytes at a time. */
function storeOf(text: string, cuts: readonly number[]) {
  const bytes = Buffer.from(text);
  let reads = 0;
  const opened = {
    sizeBytes: bytes.length,
    read: async (position: number) => bytes.subarray(position, position + (cuts[reads++ % cuts.length] ?? 1)),
    close: async () => {},
  };
  return { artifacts: { open: async () => opened } as unknown as ArtifactStore } as Parameters<typeof readEvents>[0];
}

it("rows are the same wherever a file is cut in two", async () => {
  const line = fc.tuple(fc.nat(99), fc.nat(9)).map(([step, value]) => `${step}|2026-11-22 03:02:35+00:00|0.${value}`);
  const lines = fc.array(fc.oneof(line, fc.constantFrom("", "step|timestamp|metric", "1|2026")), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(lines, fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }), async (all, cuts) => {
      const json = async (sizes: readonly number[]): Promise<string> => {
        const asked = { names: ["loss"], orient: "dict" } as const;
        const [found] = await readEvents(storeOf(all.join("\n"), sizes), runId(1), eventsFolder("metric"), asked);
        if (!(found?.data instanceof MetricJson)) throw new Error("expected written JSON");
        return Buffer.concat(found.data.pieces()).toString();
      };
      expect(await json(cuts)).toBe(await json([100_000]));
    }),
  );
});

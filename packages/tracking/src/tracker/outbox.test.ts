import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodeEventRow, eventFileHeader } from "../formats/event-file.ts";
import { decodePointBlock } from "../series/point-block.ts";
import { lastRequests } from "./last-requests.ts";
import { MOST_POINTS } from "./metric-feed.ts";
import { createOutbox, type Outbox, type WireRequest } from "./outbox.ts";

let folder: string;
let outbox: Outbox;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outbox-"));
  outbox = createOutbox(folder, { owner: "default", project: "digits" });
});
afterEach(() => rmSync(folder, { recursive: true }));

const fileOf = (name: string): string => `events/metric/${name}.plx`;
/** Appends rows as the recorder does; a step of null is none. */
function log(name: string, rows: readonly (readonly [step: number | null, value: number])[]): void {
  const path = join(folder, fileOf(name));
  mkdirSync(dirname(path), { recursive: true });
  const text = rows.map(([step, value]) => encodeEventRow("metric", { step, timestamp: 5_000_000, value })).join("");
  appendFileSync(path, text);
  outbox.changed(fileOf(name));
}
const begin = (name: string): void => {
  mkdirSync(join(folder, "events/metric"), { recursive: true });
  appendFileSync(join(folder, fileOf(name)), eventFileHeader("metric"));
};
const pointsOf = (requests: readonly WireRequest[]): Record<string, [number, number][]> =>
  Object.fromEntries(
    requests.flatMap((request) =>
      request.kind === "points"
        ? decodePointBlock(request.body, { maxSeries: 1000, maxPoints: 500_000 }).map(({ name, steps, values }) => [
            name,
            [...steps].map((step, at) => [step, values[at] ?? Number.NaN]),
          ])
        : [],
    ),
  );
const kinds = (requests: readonly WireRequest[]): string[] =>
  requests.map((request) => (request.kind === "json" ? request.method : request.kind));

describe("metrics of a run that goes on", () => {
  it("go as one batch of all names, each point once, and their files at the end", () => {
    for (const name of ["loss", "acc"]) begin(name);
    log("loss", [
      [0, 1],
      [1, Number.NaN],
    ]);
    log("acc", [
      [null, 0.5],
      [null, 0.75],
    ]);
    const first = outbox.take("files");
    expect(kinds(first)).toEqual(["points"]);
    expect(first[0]?.path).toBe("/streams/v1/default/default/digits/runs/{run}/series/packed");
    expect(pointsOf(first)).toEqual({
      loss: [
        [0, 1],
        [1, Number.NaN],
      ],
      acc: [
        [0, 0.5],
        [1, 0.75],
      ],
    });
    expect(outbox.isEmpty()).toBe(true);
    log("acc", [[null, 1]]);
    expect(pointsOf(outbox.take("points"))).toEqual({ acc: [[2, 1]] });
    log("loss", [[2, 0.25]]);
    const last = outbox.take("all");
    expect(kinds(last)).toEqual(["points", "upload", "upload", "PATCH", "POST"]);
    expect(last).toContainEqual(
      expect.objectContaining({ body: { outputs: { loss: 0.25, acc: 1 }, merge: true } }) as unknown,
    );
  });

  it("go as files alone when none of their points has gone before the end", () => {
    begin("loss");
    log("loss", [[0, 1]]);
    expect(kinds(outbox.take("all"))).toEqual(["upload", "PATCH", "POST"]);
  });

  it("wait on disk beyond what one request takes", () => {
    begin("loss");
    log(
      "loss",
      Array.from({ length: MOST_POINTS + 20_000 }, (_, step) => [step, 1] as const),
    );
    log("acc", [[7, 1]]);
    const steps: number[] = [];
    for (let requests = 1; ; requests += 1) {
      const { loss = [] } = pointsOf(outbox.take("points"));
      expect(loss.length).toBeLessThan(MOST_POINTS + 15_000);
      for (const [step] of loss) steps.push(step);
      if (!outbox.isBehind()) {
        expect(requests).toBe(2);
        break;
      }
    }
    expect(steps).toEqual(Array.from({ length: MOST_POINTS + 20_000 }, (_, step) => step));
  });

  it("of a file that was removed stand in nobody's way", () => {
    for (const name of ["loss", "acc"]) begin(name);
    log("loss", [[0, 1]]);
    log("acc", [[0, 2]]);
    outbox.take("points");
    log("loss", [[1, 1]]);
    log("acc", [[1, 3]]);
    rmSync(join(folder, fileOf("loss")));
    const last = outbox.take("all");
    expect(pointsOf(last)).toEqual({ acc: [[1, 3]] });
    expect(outbox.isBehind()).toBe(false);
    expect(last).toContainEqual(expect.objectContaining({ body: { outputs: { acc: 3 }, merge: true } }) as unknown);
  });

  it("stay in their files, which go whole, beyond what the end of a process can hand on", () => {
    begin("loss");
    log("loss", [[0, 1]]);
    outbox.take("points");
    log(
      "loss",
      Array.from({ length: MOST_POINTS + 20_000 }, (_, step) => [step, 1] as const),
    );
    const { isWhole, requests } = lastRequests(outbox, 1);
    expect([isWhole, kinds(requests)]).toEqual([false, ["points", "upload", "PATCH", "POST"]]);
    expect([outbox.isEmpty(), lastRequests(outbox)]).toEqual([true, { isWhole: true, requests: [] }]);
  });

  it("go as whole files to a server without batches", () => {
    begin("loss");
    log("loss", [[0, 1]]);
    outbox.take("points");
    outbox.withoutBatches();
    expect(kinds(outbox.take("files"))).toEqual(["upload", "PATCH", "POST"]);
    log("loss", [[1, 2]]);
    expect(kinds(outbox.take("files"))).toEqual(["upload", "PATCH", "POST"]);
  });
});

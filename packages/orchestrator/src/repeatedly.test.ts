import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { repeatedly } from "./repeatedly.ts";

let told: string[];
let turns: (() => void)[];
let begun: number;
const logger = { debug() {}, info() {}, warn() {}, error: (_: unknown, message: string) => void told.push(message) };
/** Goes on until its turn is ended. */
const work = async (): Promise<void> => {
  begun += 1;
  await new Promise<void>((done) => turns.push(done));
};
beforeEach(() => {
  vi.useFakeTimers();
  [told, turns, begun] = [[], [], 0];
});
afterEach(() => vi.useRealTimers());

describe("work that is done repeatedly", () => {
  it("has its turns, but never two at a time", async () => {
    const loop = repeatedly(work, { everyMs: 100, failure: "failed", logger });
    loop.start();
    loop.start();
    await vi.advanceTimersByTimeAsync(350);
    expect(begun).toBe(1);
    turns.shift()?.();
    await vi.advanceTimersByTimeAsync(100);
    expect(begun).toBe(2);
  });

  it("tells a failure and goes on", async () => {
    const loop = repeatedly(async () => Promise.reject(new Error("no")), { everyMs: 100, failure: "failed", logger });
    loop.start();
    await vi.advanceTimersByTimeAsync(200);
    expect(told).toEqual(["failed", "failed"]);
  });

  it("ends with the turn that goes on", async () => {
    const loop = repeatedly(work, { everyMs: 100, failure: "failed", logger });
    loop.atOnce();
    let ended = false;
    const end = loop.stop().then(() => (ended = true));
    await vi.advanceTimersByTimeAsync(500);
    expect([begun, ended, loop.isStopped()]).toEqual([1, false, true]);
    turns.shift()?.();
    await end;
    expect(ended).toBe(true);
  });
});

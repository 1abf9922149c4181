import { describe, expect, it } from "vitest";
import { NotFoundError, UnreachableError } from "./errors.ts";
import { untilFinished } from "./until-finished.ts";
import type { Run } from "./wire.ts";

const run = (status: string): Run => ({ uuid: "a".repeat(32), created_at: "2026-11-22T11:00:00Z", status });
const answers = (...given: readonly (string | Error)[]) => {
  const rest = [...given];
  return async (): Promise<Run> => {
    const next = rest.shift();
    if (next === undefined) throw new Error("asked once too often");
    if (next instanceof Error) throw next;
    return run(next);
  };
};

describe("waiting for the end of a run", () => {
  it("tells each new status, and stays while the server is away", async () => {
    const seen: string[] = [];
    const away = new UnreachableError("http://x", new Error("ECONNREFUSED"));
    const ended = await untilFinished(answers("queued", "running", away, "running", "failed"), {
      pollMs: 0,
      onStatus: (status) => seen.push(status),
    });
    expect([ended.status, seen]).toEqual(["failed", ["queued", "running", "failed"]]);
  });

  it("ends with the signal, and with a run that is gone", async () => {
    const signal = AbortSignal.abort(new Error("long enough"));
    await expect(untilFinished(answers("running"), { signal })).rejects.toThrow("long enough");
    const gone = new NotFoundError(404, null, ["Not found."], { method: "GET", path: "/" });
    await expect(untilFinished(answers("running", gone), { pollMs: 0 })).rejects.toBe(gone);
  });
});

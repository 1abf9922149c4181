import { describe, expect, it } from "vitest";
import { parseStoredOperation } from "../index.ts";

describe("termination", () => {
  const read = (termination: object) =>
    parseStoredOperation(
      JSON.stringify({ version: 1.1, kind: "operation", termination, component: { run: { kind: "job" } } }),
    );

  it.each(["maxRetries", "timeout", "ttl"])("has no %s below 0", (key) => {
    const refused = read({ [key]: -1 });
    expect(refused).toMatchObject({
      ok: false,
      issues: [{ code: "PLX-306", message: expect.stringContaining("from 0") as string }],
    });
    expect(read({ [key]: 0 })).toMatchObject({ ok: true });
    expect(read({ [key]: "{{ params.n }}" })).toMatchObject({ ok: true });
  });
});

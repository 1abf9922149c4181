import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { createRunTokens } from "./run-tokens.ts";
import { parseRunId } from "./ports/records.ts";

const run = parseRunId("0123456789abcdef0123456789abcdef")!;
const tokens = createRunTokens(randomBytes(32));

it("verifies what it issued, for that run and attempt alone", () => {
  expect(tokens.verify(tokens.issue(run, 3))).toEqual({ run, attempt: 3 });
  const forged = tokens.issue(run, 3).replace(`_3_`, `_4_`);
  expect(tokens.verify(forged)).toBeNull();
});

it("refuses another server's token, garbage and very long text", () => {
  expect(createRunTokens(randomBytes(32)).verify(tokens.issue(run, 1))).toBeNull();
  for (const text of ["", "plxr_", `${tokens.issue(run, 1)}x`, "x".repeat(1_000_000)])
    expect(tokens.verify(text)).toBeNull();
});

it("refuses a short secret", () => {
  expect(() => createRunTokens(randomBytes(16))).toThrow(/at least 32 bytes/);
});

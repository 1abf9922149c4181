import picocolors from "picocolors";
import { describe, expect, it } from "vitest";
import { statusLines } from "./status-lines.ts";

const colors = picocolors.createColors(false);
const at = (width: number, status: string, text: string) => statusLines(status, text, { colors, width: () => width });

describe("a status as it happens", () => {
  it("stands alone when nothing is said about it", () => {
    expect(at(80, "running", "")).toEqual(["running"]);
  });

  it("breaks a long message between words, under its first one", () => {
    expect(at(36, "starting", "image python:3.12 is not used: it runs as a local process")).toEqual([
      "starting  image python:3.12 is not",
      "          used: it runs as a local",
      "          process",
    ]);
  });

  it("is one line for a pipe", () => {
    expect(at(Number.POSITIVE_INFINITY, "failed", "a b\nc")).toEqual(["failed  a b c"]);
  });
});

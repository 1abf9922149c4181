import { describe, expect, it } from "vitest";
import { logLine, multiLine, oneLine } from "./plain-text.ts";

describe("untrusted text", () => {
  it("cannot move the cursor or retitle the terminal from a table cell", () => {
    expect(oneLine("a\u001b[2Jb\u001b]0;evil\u0007c")).toBe("a␛[2Jb␛]0;evil␇c");
  });

  it("cannot break out of its line", () => {
    expect(oneLine("one\r\ntwo\tthree")).toBe("one two three");
  });

  it("cannot reorder what is read", () => {
    expect(oneLine("safe\u202etxt.exe")).toBe("safe\ufffdtxt.exe");
  });

  it("cannot use a C1 control in place of an escape", () => {
    expect(oneLine("\u009b2J")).toBe("\ufffd2J");
  });

  it("keeps its lines and tabs where several lines are printed", () => {
    expect(multiLine("a\r\n\tb\u0007")).toBe("a\n\tb␇");
  });
});

describe("a log line on a terminal", () => {
  it("keeps colours and closes them", () => {
    expect(logLine("\u001b[31mred")).toBe("\u001b[31mred\u001b[0m");
  });

  it.each([
    ["cursor movement", "a\u001b[2Ab\u001b[Hc"],
    ["a title", "a\u001b]0;title\u0007bc"],
    ["a hyperlink", "a\u001b]8;;http://x\u001b\\bc"],
    ["an unfinished string", "abc\u001b]52;c;AAAA"],
    ["a terminal reset", "ab\u001bcc"],
  ])("drops %s", (_, text) => {
    expect(logLine(text)).toBe("abc");
  });

  it("shows the last state of a progress bar", () => {
    expect(logLine("10%\r50%\r100%\r")).toBe("100%");
  });

  it("leaves ordinary text alone", () => {
    expect(logLine("\tloss=0.1 ✓ größe")).toBe("\tloss=0.1 ✓ größe");
  });
});

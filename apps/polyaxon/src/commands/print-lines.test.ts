import picocolors from "picocolors";
import { expect, it } from "vitest";
import { linePrinter, type LineFront } from "./print-lines.ts";

const line = { timestamp: "2026-11-22T03:02:34.273668+00:00", node: null, pod: "p-0", container: "main" };

const printed = async (front: LineFront | undefined, ...windows: { value: string; eol?: boolean }[][]) => {
  let text = "";
  const out = {
    isTerminal: false,
    colors: picocolors.createColors(false),
    width: () => 80,
    write: (more: string) => void (text += more),
    drained: () => Promise.resolve(),
  };
  const print = linePrinter({ out }, front);
  for (const lines of windows) await print(lines.map((each) => ({ ...line, ...each })));
  return text;
};

it("prints lines as they were written, unless something is to stand in front of them", async () => {
  expect(await printed(undefined, [{ value: "a" }, { value: "" }])).toBe("a\n\n");
  expect(await printed("time", [{ value: "a" }])).toBe(`${line.timestamp} | a\n`);
  expect(await printed("everything", [{ value: "a" }])).toBe(`${line.timestamp} p-0 main | a\n`);
});

it("puts it once before a line that comes in pieces, also when they come apart", async () => {
  expect(
    await printed(
      "time",
      [{ value: "half ", eol: false }],
      [{ value: "and ", eol: false }, { value: "half" }, { value: "b" }],
    ),
  ).toBe(`${line.timestamp} | half and half\n${line.timestamp} | b\n`);
});

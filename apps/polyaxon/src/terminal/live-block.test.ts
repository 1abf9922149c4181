import picocolors from "picocolors";
import { describe, expect, it } from "vitest";
import { liveBlock } from "./live-block.ts";
import type { Output } from "./output.ts";

/** What a terminal of a given width shows after all that was written. Knows just the sequences the block uses. */
function screenOf(written: string, width: number): readonly string[] {
  const rows: string[] = [""];
  for (const part of written.split(/(\u001b\[[?\d]*[A-Za-z]|\n)/)) {
    const up = /^\u001b\[(\d+)F$/.exec(part);
    if (up !== null) rows.length = rows.length - Number(up[1]);
    if (up !== null) rows[rows.length - 1] = "";
    else if (part === "\n") rows.push("");
    else if (part !== "" && !part.startsWith("\u001b")) {
      for (let rest = part; rest !== ""; rest = rest.slice(width)) {
        if (rest !== part) rows.push("");
        rows[rows.length - 1] = rest.slice(0, width);
      }
    }
  }
  return rows.slice(0, -1);
}

function terminal(width: number) {
  let written = "";
  const out: Output = {
    isTerminal: true,
    colors: picocolors.createColors(false),
    width: () => width - 1,
    write: (text) => void (written += text),
    drained: () => Promise.resolve(),
  };
  return { out, screen: () => screenOf(written, width), written: () => written };
}

describe("a block that is drawn in place", () => {
  it("replaces what it drew before, also when it gets shorter", () => {
    const { out, screen } = terminal(40);
    const block = liveBlock(out);
    block.draw(["one", "two", "three"]);
    block.draw(["ONE"]);
    expect(screen()).toEqual(["ONE"]);
  });

  it("lets ordinary lines pass above it", () => {
    const { out, screen } = terminal(40);
    const block = liveBlock(out);
    block.draw(["50%"]);
    block.print("a run failed\n");
    block.draw(["60%"]);
    expect(screen()).toEqual(["a run failed", "60%"]);
  });

  it("leaves the last drawing and gives the cursor back, once", () => {
    const { out, screen, written } = terminal(40);
    const block = liveBlock(out);
    block.draw(["done"]);
    block.close();
    block.close();
    expect(screen()).toEqual(["done"]);
    expect(written().match(/\u001b\[\?25h/g)).toHaveLength(1);
  });
});

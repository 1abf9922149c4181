import { readFileSync } from "node:fs";

export const PIXELS = 64;
export const CLASSES = 10;

/**
 * All images: `pixels` holds 64 values from 0 to 1 for each row, `labels` the digit.
 * digits.csv has 64 grey values (0..16) and the label in each line.
 */
export function loadDigits() {
  const lines = readFileSync(new URL("digits.csv", import.meta.url), "utf8")
    .trimEnd()
    .split("\n");
  const pixels = new Float32Array(lines.length * PIXELS);
  const labels = new Uint8Array(lines.length);
  lines.forEach((line, row) => {
    const cells = line.split(",").map(Number);
    if (cells.length !== PIXELS + 1)
      throw new Error(`digits.csv line ${row + 1}: expected 65 numbers, found ${cells.length}`);
    for (let i = 0; i < PIXELS; i++) pixels[row * PIXELS + i] = cells[i] / 16;
    labels[row] = cells[PIXELS];
  });
  return { pixels, labels };
}

/** The rows of one part: `train`, `validation` or `test`. */
export function loadSplit(name) {
  return JSON.parse(readFileSync(new URL("splits.json", import.meta.url), "utf8"))[name];
}

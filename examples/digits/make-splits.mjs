// Writes splits.json: which rows of digits.csv (from 0) are for training, validation and test. 60/20/20 within each digit,
// shuffled with a fixed seed, so the file is the same on every machine. Run once; the result is committed.
import { writeFileSync } from "node:fs";
import { loadDigits } from "./digits.mjs";
import { seededRandom, shuffle } from "./random.mjs";

const SEED = 20261122;
const SHARES = { train: 0.6, validation: 0.2 };

const { labels } = loadDigits();
const random = seededRandom(SEED);
const splits = { train: [], validation: [], test: [] };
for (let digit = 0; digit < 10; digit++) {
  const rows = [...labels.keys()].filter((row) => labels[row] === digit);
  shuffle(rows, random);
  const validationStart = Math.round(rows.length * SHARES.train);
  const testStart = Math.round(rows.length * (SHARES.train + SHARES.validation));
  splits.train.push(...rows.slice(0, validationStart));
  splits.validation.push(...rows.slice(validationStart, testStart));
  splits.test.push(...rows.slice(testStart));
}
const lines = Object.entries(splits).map(
  ([name, rows]) => `  "${name}": ${JSON.stringify(rows.sort((a, b) => a - b))}`,
);
writeFileSync(new URL("splits.json", import.meta.url), `{\n  "seed": ${SEED},\n${lines.join(",\n")}\n}\n`);
console.log(
  Object.entries(splits)
    .map(([name, rows]) => `${name} ${rows.length}`)
    .join(", "),
);

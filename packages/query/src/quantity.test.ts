import { expect, test } from "vitest";
import { parseQuantity } from "./quantity.ts";

test.each([
  ["2", 2],
  ["0.5", 0.5],
  ["500m", 0.5],
  [" 1Gi ", 2 ** 30],
  ["1G", 1e9],
  ["3e2", 300],
  ["12Ki", 12_288],
])("%j is %d", (text, amount) => expect(parseQuantity(text)).toBe(amount));

test.each(["", "Gi", "1GiB", "1 Gi", "one", "1.2.3", "0x10"])("%j is none", (text) =>
  expect(parseQuantity(text)).toBeNull(),
);

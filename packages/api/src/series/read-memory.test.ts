import { expect, it } from "vitest";
import { createReadMemory } from "./read-memory.ts";

it("memory is handed out once, and again when all of it is free", () => {
  const memory = createReadMemory();
  const [a, b] = [memory.take(1_000), memory.take(1_000_000)];
  expect([a?.length, b?.length]).toEqual([256 * 1024, 1024 * 1024]);
  expect(memory.take(10)).not.toBe(a);
  memory.reuse();
  expect(new Set([memory.take(900_000), memory.take(20)])).toEqual(new Set([b, a]));
});

it("no more is kept than is good: the rest is for the reader to find, and small pieces give way to a large one", () => {
  const memory = createReadMemory();
  expect(memory.take(9 * 1024 * 1024)).toBeNull();
  const small = Array.from({ length: 32 }, () => memory.take(1));
  expect(small).not.toContain(null);
  expect(memory.take(1)).toBeNull();
  memory.reuse();
  expect(memory.take(8 * 1024 * 1024)?.length).toBe(8 * 1024 * 1024);
});

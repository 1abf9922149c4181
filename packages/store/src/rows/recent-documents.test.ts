import { expect, it } from "vitest";
import { RecentDocuments } from "./recent-documents.ts";

const text = (name: string, length = 10_000): string => name.repeat(length);

it("has what was given last, once, and forgets the oldest when it holds too much", () => {
  const recent = new RecentDocuments(30_000);
  for (const name of ["a", "b", "c"]) recent.give(text(name), { name });
  expect(recent.take(text("a"))).toEqual({ name: "a" });
  expect(recent.take(text("a")), "somebody has it").toBeUndefined();
  recent.give(text("d"), { name: "d" });
  recent.give(text("e"), { name: "e" });
  expect(recent.take(text("b"))).toBeUndefined();
  expect(["c", "d", "e"].map((name) => recent.take(text(name))?.["name"])).toEqual(["c", "d", "e"]);
});

it("keeps neither what is short nor what is longer than all that it may hold", () => {
  const recent = new RecentDocuments(30_000);
  recent.give("short", { name: "short" });
  recent.give(text("a"), { name: "a" });
  recent.give(text("l", 30_001), { name: "long" });
  recent.give(text("a"), { name: "again" });
  expect(recent.take("short")).toBeUndefined();
  expect(recent.take(text("l", 30_001))).toBeUndefined();
  expect(recent.take(text("a"))).toEqual({ name: "again" });
});

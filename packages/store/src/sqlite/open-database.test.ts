import { expect, test } from "vitest";
import { storeErrorFrom } from "./open-database.ts";

test.each([
  [13, "disk-full", "is full"],
  [8, "read-only", "cannot be written"],
  [8 | (4 << 8), "read-only", "cannot be written"],
  [11, "corrupt", "damaged"],
  [26, "corrupt", "damaged"],
  [14, "cannot-open", "Cannot open"],
  [10 | (3 << 8), "cannot-open", "disk failed"],
  [5, "locked", "holds a lock"],
])("result code %i is %s", (errcode, code, message) => {
  const error = storeErrorFrom(Object.assign(new Error("native"), { errcode }), "/data/polyaxon.db");
  expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
  expect(error?.message).toContain("/data/polyaxon.db");
});

test("our own mistakes are not blamed on the machine", () => {
  expect(storeErrorFrom(Object.assign(new Error("syntax"), { errcode: 1 }), "f")).toBeNull();
  expect(storeErrorFrom(new Error("plain"), "f")).toBeNull();
  expect(storeErrorFrom(undefined, "f")).toBeNull();
});

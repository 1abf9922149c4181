import fc from "fast-check";
import { expect, it } from "vitest";
import { wireConditionTime, wireTime } from "./time.ts";

const YEAR_MS = 366 * 86_400_000;

it("writes times as Date does, whatever was written before", () => {
  const instant = fc.oneof(
    fc.integer({ min: 1.7e12, max: 1.7e12 + YEAR_MS }),
    fc.integer({ min: -8.64e15, max: 8.64e15 }),
    fc.constantFrom(0, -1, 86_399_999, 86_400_000, -86_400_000, 253_402_300_799_999, 253_402_300_800_000),
  );
  fc.assert(
    fc.property(fc.array(instant, { minLength: 1, maxLength: 20 }), (instants) => {
      for (const each of instants) {
        expect(wireConditionTime(each)).toBe(new Date(each).toISOString());
        expect(wireTime(each)).toBe(`${new Date(each).toISOString().slice(0, -1)}000Z`);
      }
    }),
  );
});

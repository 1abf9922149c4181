import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoToMicros, microsToIso, microsToPythonText } from "./timestamp.ts";

const instant = fc.integer({ min: -2_000_000_000_000_000, max: 8_000_000_000_000_000 });

describe("timestamps", () => {
  it("prints ISO with six decimals and Python's text without zero decimals", () => {
    const micros = Date.UTC(2026, 10, 22, 3, 2, 34) * 1000;
    expect(microsToIso(micros + 273_668)).toBe("2026-11-22T03:02:34.273668+00:00");
    expect(microsToIso(micros + 7)).toBe("2026-11-22T03:02:34.000007+00:00");
    expect(microsToIso(micros)).toBe("2026-11-22T03:02:34.000000+00:00");
    expect(microsToPythonText(micros + 277_333)).toBe("2026-11-22 03:02:34.277333+00:00");
    expect(microsToPythonText(micros)).toBe("2026-11-22 03:02:34+00:00");
  });

  it("reads back every instant it prints", () => {
    fc.assert(
      fc.property(instant, (micros) => {
        expect(isoToMicros(microsToIso(micros))).toBe(micros);
        expect(isoToMicros(microsToPythonText(micros))).toBe(micros);
      }),
    );
  });

  it.each([
    ["2026-11-22T03:12:47.219487+0000", "2026-11-22T03:12:47.219487+00:00"],
    ["2026-11-22T03:12:47.219487 00:00", "2026-11-22T03:12:47.219487+00:00"],
    ["2026-11-22T03:12:47.219487Z", "2026-11-22T03:12:47.219487+00:00"],
    ["2026-11-22T03:12:47", "2026-11-22T03:12:47.000000+00:00"],
    ["2026-11-22T03:12:47.5+01:30", "2026-11-22T01:42:47.500000+00:00"],
    ["2026-11-22T03:12:47.123456789-02", "2026-11-22T05:12:47.123456+00:00"],
    ["2026-11-22", "2026-11-22T00:00:00.000000+00:00"],
  ])("reads %s", (text, iso) => {
    expect(microsToIso(isoToMicros(text) as number)).toBe(iso);
  });

  it.each(["", "timestamp", "2026-02-31T00:00:00Z", "2026-11-22T25:00:00Z", "2026-11-22T03:12:4", "1732245154"])(
    "refuses %j",
    (text) => {
      expect(isoToMicros(text)).toBeNull();
    },
  );
});

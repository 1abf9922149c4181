import { describe, expect, it } from "vitest";
import { age, assignments, duration, moment, value } from "./format-value.ts";

describe("values as people read them", () => {
  it.each([
    [0.0421, "42ms"],
    [9.99, "9.9s"],
    [59.9, "59s"],
    [65, "1m 05s"],
    [3600, "1h 00m"],
    [100_000, "1d 3h"],
  ])("%f seconds read %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  it.each([
    [0.1 + 0.2, "0.3"],
    [1e-7, "1e-7"],
    [12, "12"],
    [0.987_654_321, "0.987654"],
    ["adam", "adam"],
    [true, "true"],
    [null, ""],
    [[1, 2], "[1,2]"],
  ])("%j reads %s", (given, text) => {
    expect(value(given)).toBe(text);
  });

  it("ages are relative, then dates", () => {
    const now = Date.parse("2026-11-22T12:00:00Z");
    expect(age("2026-11-22T11:59:55Z", now)).toBe("just now");
    expect(age("2026-11-22T10:00:00Z", now)).toBe("2h ago");
    expect(age("2026-01-02T10:00:00Z", now)).toBe("2026-01-02");
    expect(age(null, now)).toBe("");
  });

  it.each([
    ["2026-11-22T14:41:22.633000Z", "2026-11-22 14:41:22 UTC"],
    ["2026-11-22T14:41:22+00:00", "2026-11-22 14:41:22 UTC"],
    ["2026-11-22T14:41:22+02:00", "2026-11-22T14:41:22+02:00"],
  ])("the instant %s reads %s: nobody reads microseconds", (iso, text) => {
    expect(moment(iso)).toBe(text);
  });

  it("params are written as assignments", () => {
    expect(assignments({ lr: 0.1, optimizer: "adam" })).toBe("lr=0.1 optimizer=adam");
  });
});

import { describe, expect, it } from "vitest";
import { plainData } from "./plain-data.ts";

const none = () => undefined;
const refusal = (value: unknown) => plainData(value, none);

describe("plainData", () => {
  it("copies what JSON can hold, dates as text, and leaves out what is undefined", () => {
    expect(plainData({ a: [1, "x", null], at: new Date(0), gone: undefined }, none)).toEqual({
      ok: true,
      value: { a: [1, "x", null], at: "1970-01-01T00:00:00.000Z" },
      places: [],
    });
  });

  it("says where each part was made, the outermost first", () => {
    const run = { kind: "job" };
    const made = new Map<object, number>([[run, 7]]);
    const value = { run, steps: [run] };
    made.set(value, 3);
    const place = (part: object) => {
      const line = made.get(part);
      return line === undefined ? undefined : { file: "a.ts", line, column: 1 };
    };
    expect(plainData(value, place)).toMatchObject({
      places: [
        { path: [], line: 3 },
        { path: ["run"], line: 7 },
        { path: ["steps", 0], line: 7 },
      ],
    });
  });

  it.each([
    [{ a: () => 1 }, "`a` is a function: expected plain data"],
    [{ a: [1n] }, "`a.0` is a bigint: expected plain data"],
    [{ a: new Map() }, "`a` is a Map: expected plain data"],
    [{ a: Number.NaN }, "`a` is NaN: a Polyaxonfile holds finite numbers"],
    ["text", "it exports a string: expected an operation or a component"],
    [[], "it exports a list: expected an operation or a component"],
  ])("refuses %o", (value, message) => {
    expect(refusal(value)).toEqual({ ok: false, message });
  });

  it("refuses what holds itself, and parts that are used ever again", () => {
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    expect(refusal(circle)).toMatchObject({ message: expect.stringContaining("100 levels") as string });
    let laugh: unknown = "ha";
    for (let level = 0; level < 30; level += 1) laugh = [laugh, laugh];
    expect(refusal({ laugh })).toMatchObject({ message: "it holds more than 300000 values" });
  });
});

import { describe, expect, it } from "vitest";
import { convertIoValue, type IoType } from "./convert-io-value.ts";

const REFUSED = Symbol("refused");
const convert = (io: IoType, value: unknown): unknown => {
  const result = convertIoValue(io, value);
  return result.ok ? result.value : REFUSED;
};

describe("a value for a type", () => {
  it.each<[string, unknown, unknown]>([
    ["int", "12", 12],
    ["int", "1e3", 1000],
    ["int", "1.0", 1],
    ["int", true, 1],
    ["int", 1.5, REFUSED],
    ["int", "True", REFUSED],
    ["float", "0.5", 0.5],
    ["float", "1e-3", 0.001],
    ["float", "fast", REFUSED],
    ["metric", "0.9", 0.9],
    ["bool", "on", true],
    ["bool", "N", false],
    ["bool", 2, REFUSED],
    ["bool", "1.0", REFUSED],
    ["str", "x", "x"],
    ["str", false, "false"],
    ["str", { a: 1 }, '{"a":1}'],
    ["any", [1], [1]],
    ["dict", '{"a": 1}', { a: 1 }],
    ["dict", [1], REFUSED],
    ["list", '[1, "b"]', [1, "b"]],
    ["list", 1, REFUSED],
    ["path", "/a", "/a"],
    ["path", 1, REFUSED],
    ["uri", "http://a.b", "http://a.b/"],
    ["uri", "a.b/c", REFUSED],
    ["gcs", "gs://bucket/x", "gs://bucket/x"],
    ["s3", "s3://", REFUSED],
    ["wasb", "wasbs://c@acc.blob.core.windows.net/x", "wasbs://c@acc.blob.core.windows.net/x"],
    ["wasb", "wasbs://data", REFUSED],
    ["uuid", "11111111-2222-3333-4444-555555555555", "11111111222233334444555555555555"],
    ["uuid", "1111", REFUSED],
    ["email", "a@b.co", "a@b.co"],
    ["email", "a@b", REFUSED],
    ["image", "reg.org:5000/team/app:v2", "reg.org:5000/team/app:v2"],
    ["image", "a:b:c", REFUSED],
    ["image", { name: "x" }, "x"],
    ["date", "2024-01-02", "2024-01-02"],
    ["date", "2024-01-02T00:00:00", "2024-01-02"],
    ["date", "2024-01-02T03:00:00", REFUSED],
    ["date", 86_400, "1970-01-02"],
    ["datetime", "2024-01-02T03:00:00Z", "2024-01-02T03:00:00+00:00"],
    ["timedelta", "PT1H", 3600],
    ["timedelta", "01:00:30", 3630],
    ["timedelta", "2 days", 172_800],
    ["timedelta", "10:00:00", 36_000],
    ["timedelta", "12:30", 45_000],
    ["timedelta", "-23:59:59.25", -86_399.25],
    ["timedelta", "1 day, 10:00:00", 122_400],
    ["timedelta", "1d10:00:00", 122_400],
    ["timedelta", "1 10:00:00", REFUSED],
    ["timedelta", "P1M", 2_592_000],
    ["timedelta", "60", REFUSED],
    ["git", '{"url": "u", "revision": "r"}', { url: "u", revision: "r" }],
    ["git", { url: "u", branch: "b" }, REFUSED],
    ["artifacts", { files: [["a", "b"], "c"] }, { files: [["a", "b"], "c"] }],
    ["List[int]", '["1", 2.0]', [1, 2]],
    ["Dict[str, List[float]]", { a: ["1.5"] }, { a: [1.5] }],
    ["Optional[int]", "3", 3],
    ["Union[int, str]", 1, REFUSED],
    ["string", "x", REFUSED],
    ["constructor", "x", REFUSED],
  ])("%s of %j", (type, value, expected) => {
    expect(convert({ type }, value)).toEqual(expected);
  });

  it("of a list type is a list, each item converted", () => {
    expect(convert({ type: "int", isList: true }, ["1", 2])).toEqual([1, 2]);
    expect(convert({ type: "str", isList: true }, "abc")).toBe(REFUSED);
  });

  it("that is null is the default, where it may be absent", () => {
    expect(convert({ type: "int" }, null)).toBe(REFUSED);
    expect(convert({ type: "int", isOptional: true, value: 3 }, null)).toBe(3);
    expect(convert({}, null)).toBeNull();
  });

  it("says what was expected, and where in a list", () => {
    expect(convertIoValue({ type: "int" }, "a")).toEqual({
      ok: false,
      message: 'expected a whole number (type int), found text "a"',
    });
    expect(convertIoValue({ type: "int", isList: true }, [1, "a"])).toEqual({
      ok: false,
      message: 'expected a whole number (type int, isList), found text "a" at [1]',
    });
  });
});

describe("validation of a converted value", () => {
  it.each<[IoType["validation"] & object, string | undefined, unknown, boolean]>([
    [{ ge: 1, lt: 10 }, "int", "9", true],
    [{ ge: 1, lt: 10 }, "int", 10, false],
    [{ multipleOf: 0.1 }, "float", 0.3, true],
    [{ multipleOf: 0.2 }, "float", 0.3, false],
    [{ gt: 2 }, "Dict[str, int]", { a: 3, b: 1 }, false],
    [{ gt: 2 }, "List[int]", [3, 4], true],
    [{ regex: "ab+" }, "str", "abbbz", true],
    [{ regex: "ab+" }, "str", "xab", false],
    [{ minLength: 2, maxLength: 3 }, "str", "abcd", false],
    [{ contains: "@" }, "str", "abc", false],
    [{ excludes: "@" }, "str", "abc", true],
    [{ options: ["a", "b"] }, "str", "c", false],
    [{ options: [1, 2] }, "int", "2", true],
    [{ maxDigits: 3 }, "float", 12.34, false],
    [{ decimalPlaces: 2 }, "float", 12.34, true],
    [{ minItems: 2 }, "list", [1], false],
    [{ keys: ["a", "b"] }, "dict", { b: 1, a: 2 }, true],
    [{ containsKeys: ["c"] }, "dict", { a: 1 }, false],
    [{ excludesKeys: ["a"] }, "dict", { a: 1 }, false],
    [{ gt: "{{ x }}" }, "int", 1, true],
  ])("%j, %s of %j is %s", (validation, type, value, fits) => {
    expect(convertIoValue({ type, validation }, value).ok).toBe(fits);
  });

  it("does not let a pattern hold up the program", () => {
    const before = process.cpuUsage();
    for (const regex of ["(a+)+$", "(a|a)*$", "(a|aa)+$", "a*a*a*a*a*a*a*$", "(?:a?){60}a{60}$"]) {
      expect(convertIoValue({ type: "str", validation: { regex } }, "a".repeat(60) + "!").ok).toBe(false);
    }
    const { system, user } = process.cpuUsage(before);
    expect(system + user).toBeLessThan(5_000_000);
  });
});

it("says where inside a structured value something does not fit, in the words of the language", () => {
  expect(convertIoValue({ type: "dockerfile" }, { image: "i", run: ["a", 1] })).toMatchObject({
    ok: false,
    message: expect.stringContaining("expected text at run.1"),
  });
});

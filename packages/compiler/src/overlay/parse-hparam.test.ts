import { describe, expect, it } from "vitest";
import { parseHparam } from "./parse-hparam.ts";

const messageOf = (text: string): string => {
  const result = parseHparam(text);
  return result.ok ? "(taken)" : result.message;
};

describe("`name=kind:value`", () => {
  it("is read as YAML, spaces aside", () => {
    expect(parseHparam(" lr = choice : [0.1, 'a'] ")).toEqual({
      ok: true,
      name: "lr",
      parameter: { kind: "choice", value: [0.1, "a"] },
    });
  });

  it("keeps the colons of a range, which YAML would take for a number to the base of 60", () => {
    expect(parseHparam("n=range:1:10:2")).toMatchObject({ parameter: { value: { start: 1, stop: 10, step: 2 } } });
  });

  it.each(["", "lr", "=choice:[1]", " =choice:[1]", "lr=:1", "lr="])("is asked for when it is %j", (text) =>
    expect(messageOf(text)).toMatch(/^expected `name=kind:value` such as `lr=choice:\[0\.1, 0\.2\]`, found `/),
  );

  it("names what may have been meant by plain values", () => {
    expect(messageOf("lr=0.1,0.2")).toMatch(/found `lr=0\.1,0\.2`; did you mean `lr=choice:\[0\.1,0\.2\]`\?$/);
    expect(messageOf("lr=[1, 2]")).toMatch(/; did you mean `lr=choice:\[1, 2\]`\?$/);
    expect(messageOf("a=b=c")).toMatch(/found `a=b=c`$/);
    expect(messageOf("=1,2")).toMatch(/found `=1,2`$/);
    expect(messageOf("lr={}")).toMatch(/found `lr=\{\}`$/);
  });

  it("names the nearest kind, or all", () => {
    expect(messageOf("lr=choise:[1]")).toBe("lr: there is no kind `choise` of values; did you mean `choice`?");
    expect(messageOf("lr=zzzzzz:[1]")).toMatch(/; expected one of choice, pchoice, range, /);
  });

  it("says what is wrong with the value, and where", () => {
    expect(messageOf("lr=choice:[1")).toBe("lr: the value `[1` is not YAML");
    expect(messageOf("lr=uniform:{low: 0}")).toMatch(/^lr: value(\.high)?: /);
    expect(messageOf("n=linspace:0:1")).toMatch(/^n: value/);
  });
});

import { describe, expect, it } from "vitest";
import { readPolyaxonfile } from "./read-polyaxonfile.ts";

const HEAD = "version: 1.1\nkind: operation\n";
const COMPONENT = (inputs: string): string => `component: {inputs: [${inputs}], run: {kind: job}}\n`;

function read(text: string) {
  const result = readPolyaxonfile({ bytes: text, filename: "f" });
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result;
}
const told = (text: string): readonly string[] =>
  read(text).notices.map(({ code, hint, message, severity }) => `${severity} ${code} ${message} (${hint ?? ""})`);

describe("a range without quotes", () => {
  const file = (value: string, kind = "range"): string =>
    `${HEAD}matrix: {kind: random, numRuns: 2, params: {a: {kind: ${kind}, value: ${value}}}}\n${COMPONENT("{name: a, type: float}")}`;

  it("is read as the range that it looks like, and told", () => {
    const { document } = read(file("1:10:2"));
    expect(document).toMatchObject({ matrix: { params: { a: { value: { start: 1, stop: 10, step: 2 } } } } });
    expect(told(file("1:10:2"))).toEqual([
      'notice PLX-904 1:10:2 is read as a range; YAML by itself reads the number 4202, in base 60 (put it in quotes: "1:10:2")',
    ]);
    expect(read(file("1:5", "uniform")).document).toMatchObject({
      matrix: { params: { a: { value: { low: 1, high: 5 } } } },
    });
  });

  it("needs no word when YAML leaves it as text, or it is quoted", () => {
    expect(told(file("16:64:8"))).toEqual([]);
    expect(told(file('"1:10:2"'))).toEqual([]);
  });
});

describe("a value that is not read as it looks", () => {
  it.each([
    [
      "params: {t: 1:30}",
      'PLX-905 `1:30` is read as the number 90, in base 60 (put it in quotes if it is text: "1:30"; else write 90)',
    ],
    [
      "params: {t: {value: [NO, SE]}}",
      'PLX-905 `NO` is read as the boolean false (put it in quotes if it is text: "NO"; else write false)',
    ],
    [
      "params: {t: 1e-3}",
      "PLX-905 `1e-3` is read as text: in YAML 1.1 a number with an exponent has a dot and a sign (for a number write 1.0e-3; put it in quotes if it is text)",
    ],
    [
      "params: {t: 0123}",
      'PLX-905 `0123` is read as the number 83, in octal (put it in quotes if it is text: "0123"; else write 123 or 83)',
    ],
    ["matrix: {kind: mapping, values: [{t: on}]}", "PLX-905 `on` is read as the boolean true"],
    ["matrix: {kind: grid, params: {t: {kind: choice, value: [2e3]}}}", "for a number write 2.0e+3"],
  ])("%s", (line, message) => {
    const all = told(`${HEAD}${line}\n${COMPONENT("{name: t}")}`);
    expect(all).toHaveLength(1);
    expect(all[0]).toContain(message);
  });

  it.each([
    ["params: {t: 1e-3}", "type: float"],
    ["params: {t: yes}", "type: bool"],
    ["matrix: {kind: grid, params: {t: {kind: choice, value: [1e-3, 1e-4]}}}", "type: float"],
    ["params: {t: true}", "isList: false"],
    ["params: {t: 0}", "isList: false"],
  ])("%s is no surprise with %s", (line, type) =>
    expect(told(`${HEAD}${line}\n${COMPONENT(`{name: t, ${type}}`)}`)).toEqual([]),
  );

  it("is told of a default too, and nowhere where the language asks for a boolean", () => {
    expect(
      told(`version: 1.1\nkind: component\ninputs: [{name: a, isOptional: yes, value: off}]\nrun: {kind: job}\n`),
    ).toHaveLength(1);
  });

  it.each([
    ['"3"', 'found text "3", remove the quotes: 3'],
    ["1e2", 'found text "1e2", write it out: 100'],
    ["3.5", "found number 3.5, "],
    ["three", 'found text "three", '],
  ])("%s, where only a whole number may stand, is refused with what to write", (value, said) => {
    const bytes = `version: 1.1\nkind: component\ntermination: {maxRetries: ${value}}\nrun: {kind: job}\n`;
    const result = readPolyaxonfile({ bytes, filename: "f" });
    expect(result.ok ? [] : result.issues.map(({ found, hint }) => `found ${found ?? ""}, ${hint ?? ""}`)).toEqual([
      said,
    ]);
  });

  it("is told of an argument, which becomes text again", () => {
    expect(told("version: 1.1\nkind: component\nrun: {kind: job, container: {args: [1:30, 1e-3, 12]}}\n")).toEqual([
      'warning PLX-905 `1:30` is read as the number 90, in base 60 (put it in quotes if it is text: "1:30"; else write 90)',
    ]);
  });

  it.each([
    ["image: 3.10", 'found number 3.1, put it in quotes: "3.10"'],
    ["image: NO", 'found boolean false, put it in quotes: "NO"'],
    ["workingDir: 1:30", 'found number 90, put it in quotes: "1:30"'],
  ])("%s, where only text may stand, is refused with what to write", (line, said) => {
    const result = readPolyaxonfile({
      bytes: `version: 1.1\nkind: component\nrun: {kind: job, container: {${line}}}\n`,
      filename: "f",
    });
    expect(result.ok ? [] : result.issues.map(({ found, hint }) => `found ${found ?? ""}, ${hint ?? ""}`)).toEqual([
      said,
    ]);
  });
});

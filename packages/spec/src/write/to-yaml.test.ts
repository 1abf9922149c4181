import { expect, it } from "vitest";
import { parseYamlValue } from "../read/parse-yaml-value.ts";
import { toYaml } from "./to-yaml.ts";

it.each([
  "yes",
  "1:30",
  "0x1F",
  "1e3",
  "1.0e+3",
  "2020-01-02",
  "",
  "~",
  "null",
  "a: b",
  "- x",
  "{{ lr }}",
  "two\nlines\n",
  "#",
])("text %j is read back as text", (text) =>
  expect(parseYamlValue(toYaml({ text }))).toMatchObject({ value: { text } }),
);

it("leaves out what is undefined, and repeats what is shared instead of naming it", () => {
  const shared = { a: [1, 2.5, true, null] };
  expect(toYaml({ x: shared, y: undefined, z: shared })).toBe(
    "x:\n  a:\n    - 1\n    - 2.5\n    - true\n    - null\nz:\n  a:\n    - 1\n    - 2.5\n    - true\n    - null\n",
  );
});

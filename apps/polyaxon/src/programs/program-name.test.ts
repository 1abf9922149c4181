import { expect, it } from "vitest";
import { programName } from "./program-name.ts";
import { pythonInterpreter } from "./python-command.ts";

it.each([
  ["pipeline.ts", { language: "typescript", file: "pipeline.ts" }],
  ["a/b.mjs:sweep", { language: "typescript", file: "a/b.mjs", member: "sweep" }],
  ["C:\\work\\p.py:main", { language: "python", file: "C:\\work\\p.py", member: "main" }],
  ["a:b.py", { language: "python", file: "a:b.py" }],
  ["train.yaml", null],
  ["train.py.yaml", null],
  ["pipeline.py:not a name", null],
  ["pipeline.tsx", null],
])("reads %s", (text, program) => {
  expect(programName(text)).toEqual(program);
});

it("takes Python from PATH when no environment is active, or the active one has none", () => {
  expect(pythonInterpreter({}, false)).toBe("python3");
  expect(pythonInterpreter({ VIRTUAL_ENV: "/nowhere", CONDA_PREFIX: "" }, false)).toBe("python3");
  expect(pythonInterpreter({}, true)).toBe("python");
});

import { describe, expect, it } from "vitest";
import { tellingEnd } from "./read-logs.ts";

describe("the end of a failed run's log", () => {
  it("begins with the error that a stack stands below, and leaves out what says nothing", () => {
    const node = ["epoch 1", "node:internal/modules", "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'x'"];
    const stack = ["    at a", "    at b", "    at c", "  code: 'E'", "}", "", "Node.js v20.20.2"];
    expect(tellingEnd([...node, ...stack], 3)).toEqual([node[2], "    at a", "    at b"]);
  });

  it("ends with the error of Python, which stands below its stack", () => {
    const python = ["loss 3", "Traceback (most recent call last):", '  File "a.py"', "    f()", "ValueError: no"];
    expect(tellingEnd(python, 3)).toEqual(python.slice(-3));
  });

  it("is the last lines of a log without an error", () => {
    expect(tellingEnd(["a", " ", "b", "c"], 2)).toEqual(["b", "c"]);
    expect(tellingEnd([], 2)).toEqual([]);
  });
});

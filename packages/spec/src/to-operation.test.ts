import { describe, expect, it } from "vitest";
import { serializeComponent } from "./serialize.ts";
import { toOperation } from "./to-operation.ts";

describe("the operation that runs a document", () => {
  const component = { version: 1.1, kind: "component", name: "c", run: { kind: "job" } } as const;

  it("holds a component", () => {
    expect(toOperation(component)).toEqual({ version: 1.1, kind: "operation", component });
  });

  it("is an operation itself", () => {
    const operation = { kind: "operation", hubRef: "a" } as const;
    expect(toOperation(operation)).toBe(operation);
  });

  it("cannot be made of a compiled one", () => {
    expect(() => toOperation({ kind: "compiled_operation", run: { kind: "job" } })).toThrow(
      "submit the operation it was compiled from",
    );
  });

  it("has a component with its kind when written alone", () => {
    expect(serializeComponent({ run: { kind: "job" } })).toBe('{"run":{"kind":"job"},"kind":"component"}');
  });
});

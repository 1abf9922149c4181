import { describe, expect, it } from "vitest";
import { serializeOperation } from "../serialize.ts";
import { parseStoredCompiledOperation, parseStoredOperation } from "./parse-stored.ts";

const component = '{"run":{"kind":"job","container":{"image":"x"}}}';

describe("stored content", () => {
  it("is an operation in JSON", () => {
    const result = parseStoredOperation(
      `{"version":1.1,"kind":"operation","params":{"lr":1e-05},"component":${component}}`,
    );
    expect(result).toMatchObject({ ok: true, operation: { kind: "operation", params: { lr: { value: 0.00001 } } } });
  });

  it("may be YAML", () => {
    expect(parseStoredOperation("version: 1.1\nkind: operation\nhubRef: a\n")).toMatchObject({
      ok: true,
      operation: { hubRef: "a" },
    });
  });

  it("may be a component, which is wrapped", () => {
    const result = parseStoredOperation(`{"version":1.1,"kind":"component","run":{"kind":"job"}}`);
    expect(result).toMatchObject({
      ok: true,
      operation: { version: 1.1, kind: "operation", component: { kind: "component", run: { kind: "job" } } },
    });
  });

  it("survives being written and read again", () => {
    const first = parseStoredOperation(
      "version: 1.1\nkind: operation\nhub_ref: a\n".replace("hub_ref", "hubRef") +
        "params: {a: null, b: 1}\nmatrix: {kind: random, numRuns: 2, params: {x: {kind: uniform, value: 0.5:1.5}}}\n",
    );
    if (!first.ok) throw new Error(JSON.stringify(first.issues));
    const text = serializeOperation(first.operation);
    expect(parseStoredOperation(text)).toEqual(first);
    expect(text).toBe(
      '{"version":1.1,"kind":"operation","hubRef":"a","params":{"a":{"value":null},"b":{"value":1}},"matrix":{"kind":"random","numRuns":2,"params":{"x":{"kind":"uniform","value":{"low":0.5,"high":1.5}}}}}',
    );
  });

  it("has positions in its errors", () => {
    expect(parseStoredOperation('{"version":1.1,\n "kind":"operation", "hubRef": 5}')).toMatchObject({
      ok: false,
      issues: [{ code: "PLX-303", line: 2, column: 32, filename: "content" }],
    });
  });

  it("is refused for a key written twice, and for keys that name the prototype, escaped or not", () => {
    expect(parseStoredOperation('{"version":1.1,"kind":"operation","hubRef":"a","hubRef":"b"}')).toMatchObject({
      ok: false,
      issues: [{ code: "PLX-105", message: "`hubRef` is written twice: on line 1, columns 35 and 48" }],
    });
    for (const key of ["__proto__", "__pro\\u0074o__"]) {
      expect(
        parseStoredOperation(`{"version":1.1,"kind":"operation","hubRef":"a","params":{"${key}":1}}`),
      ).toMatchObject({ ok: false, issues: [{ code: "PLX-112" }] });
    }
  });

  it("is bounded like a file", () => {
    const deep = `{"version":1.1,"kind":"operation","hubRef":"a","params":{"a":${"[".repeat(10_000)}${"]".repeat(10_000)}}}`;
    expect(parseStoredOperation(deep)).toMatchObject({ ok: false, issues: [{ code: "PLX-106" }] });
  });

  it("of the other kind is refused", () => {
    const compiled = `{"version":1.1,"kind":"compiled_operation","run":{"kind":"job"}}`;
    expect(parseStoredCompiledOperation(compiled)).toMatchObject({ ok: true });
    expect(parseStoredOperation(compiled)).toMatchObject({
      ok: false,
      issues: [{ code: "PLX-201", found: "compiled_operation" }],
    });
    expect(parseStoredCompiledOperation('{"version":1.1,"kind":"operation","hubRef":"a"}')).toMatchObject({
      ok: false,
    });
  });
});

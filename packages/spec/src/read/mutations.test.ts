import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixPolyaxonfile } from "../fix/fix-polyaxonfile.ts";
import { readPolyaxonfile } from "./read-polyaxonfile.ts";

const SEED_FILE = `version: 1.1
kind: operation
name: tune
tags: [a, 'b']
params: {data: {value: {files: [a.csv]}, toInit: true, connection: store}, seed: 7}
matrix: &m {kind: random, numRuns: 4, params: {lr: {kind: loguniform, value: [-7, -2]}}}
termination:
  maxRetries: 3
  timeout: "{{ t }}"
component:
  inputs:
  - {name: lr, type: float, value: 1.0e-3}
  - name: day
    type: date
    value: 2024-01-02
  run:
    kind: job
    container:
      image: "img:1"
      command: [python, train.py]
      args: |
        {{ params.as_args }}
`;
const bytes = Buffer.from(SEED_FILE);

const edit = fc.record({
  at: fc.nat(bytes.length - 1),
  remove: fc.nat(12),
  insert: fc.oneof(
    fc.uint8Array({ maxLength: 3 }),
    fc
      .constantFrom(..."{}[]:,-&*!|>'\"#%@`\n\t ?~", "<<: *m", "- ", "null", "1e5", "kind", "{{", "? ")
      .map((text) => new Uint8Array(Buffer.from(text))),
  ),
});

it("the undamaged file reads", () => {
  expect(readPolyaxonfile({ bytes, filename: "f" }).ok).toBe(true);
});

describe("any damage to a file", () => {
  it("gives a document, or issues that point into the text", () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const damaged = edits.reduce<Buffer>(
          (text, { at, remove, insert }) => Buffer.concat([text.subarray(0, at), insert, text.subarray(at + remove)]),
          bytes,
        );
        const result = readPolyaxonfile({ bytes: damaged, filename: "f" });
        if (result.ok) return;
        const lines = damaged.toString("utf8").split(/\r\n?|\n/);
        expect(result.issues.length).toBeGreaterThan(0);
        for (const issue of result.issues) {
          expect(issue.line).toBeGreaterThanOrEqual(1);
          expect(issue.line).toBeLessThanOrEqual(lines.length + 1);
          expect(issue.column).toBeGreaterThanOrEqual(1);
          expect(issue.column).toBeLessThanOrEqual((lines[issue.line - 1] ?? "").length + 2);
          expect(issue.message).not.toBe("");
        }
        // What is mended reads no worse, and mending it again changes nothing. Some are enough: each is read a dozen times.
        if (edits.length > 1) return;
        const fixed = fixPolyaxonfile({ bytes: damaged, filename: "f" });
        if (fixed.done.length === 0) return;
        const again = readPolyaxonfile({ bytes: fixed.text, filename: "f" });
        expect(again.ok ? 0 : again.issues.length).toBeLessThanOrEqual(result.issues.length);
        expect(fixPolyaxonfile({ bytes: fixed.text, filename: "f" }).done).toEqual([]);
      }),
      { numRuns: Number(process.env["POLYAXON_FUZZ_RUNS"] ?? 500) },
    );
  });
});

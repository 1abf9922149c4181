import { readFileSync, readdirSync } from "node:fs";
import { type Operation, readPolyaxonfile, toOperation } from "@polyaxon/spec";
import { describe, expect, it } from "vitest";
import { childOperation, compileOperation, planExecution } from "../src/index.ts";
import { GOLDEN_CONTEXT, GOLDEN_RUN } from "./golden-context.ts";

/**
 * One folder per rule: `polyaxonfile.yaml` in, `compiled.json` out. A changed answer fails; `npx vitest -u` writes it, and the
 * diff is then read like any other.
 */
const folder = new URL("./golden/", import.meta.url);

describe("golden folders", () => {
  for (const name of readdirSync(folder)) {
    it(name.replaceAll("-", " "), async () => {
      const operation = readOperation(new URL(`${name}/polyaxonfile.yaml`, folder));
      const answer = compileAndPlan(operation);
      await expect(`${JSON.stringify(answer, null, 2)}\n`).toMatchFileSnapshot(
        new URL(`${name}/compiled.json`, folder).pathname,
      );
      expect(JSON.stringify(compileAndPlan(operation))).toBe(JSON.stringify(answer));
    });
  }
});

function readOperation(file: URL): Operation {
  const read = readPolyaxonfile({ bytes: readFileSync(file), filename: file.pathname });
  if (!read.ok) throw new Error(read.issues.map(({ message }) => message).join("\n"));
  return toOperation(read.document);
}

function compileAndPlan(operation: Operation): unknown {
  const result = compileOperation({ operation, run: GOLDEN_RUN });
  if (!result.ok) return result;
  const { content, ...answer } = result;
  expect(JSON.parse(content)).toEqual(JSON.parse(JSON.stringify(answer.compiled)));
  if (result.kind === "matrix")
    return { ...answer, firstChild: compileAndPlan(childOperation(result.compiled, operation, { lr: 0.5, seed: 1 })) };
  return { ...answer, planned: planExecution(content, GOLDEN_CONTEXT) };
}

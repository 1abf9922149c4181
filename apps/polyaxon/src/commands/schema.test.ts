import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { runCli } from "./testing/run-cli.ts";

it("prints the schema that stands in the repository and the package", async () => {
  const { code, stdout } = await runCli(["schema"]);
  expect(code).toBe(0);
  const page = new URL("../../../../docs/language/polyaxonfile.schema.json", import.meta.url);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(page, "utf8")));
});

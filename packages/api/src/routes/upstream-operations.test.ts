import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { ROUTES } from "./routes.ts";

/*
 * The contract with upstream's clients: each operation they know is routed, or docs/compatibility.md says that it is not
 * there. What is routed must not be listed there any more.
 */
const here = import.meta.dirname;
const operations = readFileSync(resolve(here, "../../test/upstream-operations.txt"), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));
const routed = new Set(ROUTES.map(({ method, url }) => `${method} ${url.replaceAll(/:\w+|\*/g, "{}")}`));
const page = readFileSync(resolve(here, "../../../../docs/compatibility.md"), "utf8");
const section = /### Operations that are not there\n([\s\S]*?)(?=\n##|$)/.exec(page)?.[1] ?? "";
const missing = new Set([...section.matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) [^`]+)`/g)].map(([, one = ""]) => one));

describe("operations that upstream's clients know", () => {
  it.each(operations)("%s is routed, or listed as not there", (operation) => {
    expect([routed.has(operation), missing.has(operation)]).toContain(true);
  });

  it("are not listed as missing when they are routed, or when no client knows them", () => {
    const known = new Set(operations);
    expect([...missing].filter((one) => routed.has(one) || !known.has(one))).toEqual([]);
  });
});

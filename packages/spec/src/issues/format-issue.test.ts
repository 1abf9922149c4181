import { describe, expect, it } from "vitest";
import { readPolyaxonfile } from "../read/read-polyaxonfile.ts";
import { formatIssue } from "./format-issue.ts";

function firstOf(text: string, filename = "polyaxonfile.yaml"): string {
  const result = readPolyaxonfile({ bytes: text, filename });
  if (result.ok) throw new Error("was read");
  return formatIssue(result.issues[0]!, text);
}

describe("an issue for a reader", () => {
  it("shows the place, a mark under it, what was found and what to do", () => {
    expect(firstOf("version: 1.1\nkind: operation\nhubRef: a\ntrigger: all_suceeded\n")).toBe(
      `error[PLX-304] not an allowed word
 --> polyaxonfile.yaml:4:10
  |
4 | trigger: all_suceeded
  |          ^^^^^^^^^^^^
  = at: trigger
  = expected: one of all_succeeded, all_failed, all_done, one_succeeded, one_failed, one_done
  = found: text "all_suceeded"
  = help: did you mean \`all_succeeded\`?`,
    );
  });

  it("names the other place of a key written twice", () => {
    expect(firstOf("version: 1.1\nkind: component\nrun: {}\nrun: {}\n")).toContain(
      "= see: polyaxonfile.yaml:3:1 first written here",
    );
  });

  it("cuts a long line around the mark", () => {
    const shown = firstOf(
      `{"version": 1.1, "kind": "operation", "hubRef": "a", "description": "${"x".repeat(500)}", "queue": 5}`,
    ).split("\n");
    expect(shown[3]!.length).toBeLessThan(140);
    expect(shown[3]!.slice(shown[4]!.indexOf("^"))).toMatch(/^5/);
  });

  it("lets no control character of the file through", () => {
    expect(firstOf('version: 1.1\nkind: "\\e[31m"\n')).not.toContain("\u001B");
    expect(firstOf("version: 1.1\nkind: x\n", "a\u001B[2Jb.yaml")).not.toContain("\u001B");
  });

  it("has colours only when asked", () => {
    const result = readPolyaxonfile({ bytes: "a", filename: "f" });
    if (result.ok) throw new Error("was read");
    expect(formatIssue(result.issues[0]!, "a", { color: true })).toContain("\u001B[31m^\u001B[0m");
  });
});

describe("an issue in a narrow terminal", () => {
  const text = `version: 1.1\nkind: operation\nhubRef: a\ndescription: "${"y".repeat(200)}"\ntrigger: ${" ".repeat(90)}all_suceeded\n`;
  const result = readPolyaxonfile({ bytes: text, filename: "polyaxonfile.yaml" });
  if (result.ok) throw new Error("was read");

  it.each([40, 60, 80])("keeps every line within %d cells, the mark under what it is about", (width) => {
    const lines = formatIssue(result.issues[0]!, text, { width }).split("\n");
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    const mark = lines.findIndex((line) => line.includes("^"));
    expect(lines[mark - 1]!.slice(lines[mark]!.indexOf("^"))).toMatch(/^all_/);
    expect(lines.join(" ")).toContain("one_done");
  });
});

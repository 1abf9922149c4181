import { describe, expect, it } from "vitest";
import { runCli } from "./testing/run-cli.ts";

const explain = (...args: string[]) => runCli(["explain", ...args], { terminal: 80 });

describe("polyaxon explain", () => {
  it.each(["PLX-304", "plx304", "304"])(
    "%s is the page of a code: what, why, a wrong file and the mended one",
    async (code) => {
      const { stdout } = await explain(code);
      expect(stdout).toMatch(
        /^PLX-304: a value is not one of the allowed words\n\n[^]*Wrong:\n\n {4}version: 1\.1\n[^]*Mended:\n/,
      );
      expect(stdout.match(/patchStrategy: \w+/g)).toEqual(["patchStrategy: merge", "patchStrategy: post_merge"]);
      for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    },
  );

  it("prints the page as JSON, and without a code lists them all", async () => {
    const page = JSON.parse((await explain("dag.cycle", "--json")).stdout) as object;
    expect(Object.keys(page)).toEqual(["code", "title", "what", "why", "wrong", "mended"]);
    const { stdout } = await explain();
    expect(stdout).toContain("\ndag.cycle             operations wait for each other in a circle\n");
    // The longest code has a gap behind it too.
    for (const line of stdout.trimEnd().split("\n")) expect(line).toMatch(/^[\w.-]* {2,}\S/);
  });

  it("offers the nearest of an unknown code", async () => {
    expect(await explain("dag.cycel")).toMatchObject({
      code: 2,
      said: expect.stringContaining("did you mean dag.cycle?") as string,
    });
    expect((await explain("nothing-like-it")).said).toBe(
      'there is no code "nothing-like-it"\nall of them: polyaxon explain',
    );
  });

  it.each([
    ["PLX-999", "PLX-905"],
    ["98", "PLX-101"],
  ])("says of %s that there is no such code: a wrong number means no other code", async (asked, near) => {
    const { code, said } = await explain(asked);
    expect(code).toBe(2);
    expect(said).toMatch(new RegExp(`^there is no code "${asked}"\n`));
    expect(said).toContain(`the nearest that there is: ${near}\n`);
    expect(said).not.toContain("did you mean");
  });
});

import { describe, expect, it } from "vitest";
import { runCli } from "./testing/run-cli.ts";

describe("polyaxon help", () => {
  it.each([
    [[], "Usage: polyaxon [options] [command]"],
    [["ops"], "Usage: polyaxon ops "],
    [["ops", "ls"], "Usage: polyaxon ops ls|list "],
  ])("%j", async (words, usage) => {
    const { code, stdout } = await runCli(["help", ...words]);
    expect([code, stdout.startsWith(usage)]).toEqual([0, true]);
  });

  it("names what there is when a command is unknown", async () => {
    const { code, said } = await runCli(["help", "ops", "lst"]);
    expect([code, said]).toEqual([2, expect.stringMatching(/^ops has no command "lst"\nit has ls, get, /)]);
  });
});

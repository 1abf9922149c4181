import { describe, expect, it } from "vitest";
import { runCli } from "./testing/run-cli.ts";

/** Every command with all groups it stands in, as its help lists them. */
async function allCommands(words: readonly string[] = []): Promise<readonly (readonly string[])[]> {
  const { stdout } = await runCli(["help", ...words]);
  const [, listed = ""] = stdout.split(/^Commands:\n/m);
  const names = [...(listed.split(/\n\n/)[0] ?? "").matchAll(/^ {2}([a-z][\w-]*)/gm)].map(([, name = ""]) => name);
  const below = await Promise.all(names.filter((name) => name !== "help").map((name) => allCommands([...words, name])));
  return [words, ...below.flat()];
}

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
    const { code, said } = await runCli(["help", "ops", "wibble"]);
    expect([code, said]).toEqual([2, expect.stringMatching(/^ops has no command "wibble"\nit has ls, get, /)]);
  });

  it("of every command fits a terminal of 80 columns, examples too", async () => {
    const commands = await allCommands();
    expect(commands).toContainEqual(["admin", "agent-token", "create"]);
    const wide: string[] = [];
    for (const words of commands) {
      const { stdout } = await runCli(["help", ...words], { terminal: 79 });
      wide.push(...stdout.split("\n").filter((line) => line.length > 80));
    }
    expect(wide).toEqual([]);
  });
});

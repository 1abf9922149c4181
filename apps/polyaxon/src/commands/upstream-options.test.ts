import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import picocolors from "picocolors";
import { describe, expect, it } from "vitest";
import type { CliContext } from "./cli-context.ts";
import { expandLegacyFlags } from "./legacy-flags.ts";
import { buildProgram } from "./program.ts";
import { UPSTREAM_COMMANDS } from "./testing/upstream-commands.ts";

/**
 * The contract with scripts for the Python command line: each of its commands and options is taken, or docs/compatibility.md says that
 * it is not; and what the page says is not there is not there.
 */
const page = readFileSync(resolve(import.meta.dirname, "../../../../docs/compatibility.md"), "utf8");
const notThere = /\| of the command line +\| not there[^]*?\n\n/.exec(page)?.[0] ?? "";
/** In the order of the page; a command may have several rows. */
const said = (of: string): readonly string[] =>
  notThere.split("\n").flatMap((row) => {
    const [, command = "", names = ""] = row.split("|");
    return command.trim() === `\`${of}\`` ? [...names.matchAll(/`([^`]+)`/g)].flatMap(([, each]) => each ?? []) : [];
  });

const output = { colors: picocolors.createColors(false), width: () => 80 } as CliContext["out"];
const program = buildProgram({
  context: { env: {}, cwd: "/", out: output, err: output } as unknown as CliContext,
  done: () => undefined,
});

const find = (name: string): Command | undefined =>
  name === "polyaxon"
    ? program
    : name
        .split(" ")
        .reduce<Command | undefined>(
          (command, word) => command?.commands.find((each) => each.name() === word || each.aliases().includes(word)),
          program,
        );
/** In `polyaxon config --list` the option turns into a command. */
const isTaken = (command: Command, name: string): boolean => {
  const words = [...(command === program ? [] : [command.name()]), name];
  const read = expandLegacyFlags(words).at(-1);
  return (
    command.options.some(({ long, short }) => long === read || short === read) || find(`config ${read}`) !== undefined
  );
};

describe("docs/compatibility.md", () => {
  it("lists the commands of upstream's command line that are not there", () => {
    const missing = Object.keys(UPSTREAM_COMMANDS).filter((name) => find(name) === undefined);
    expect(
      said("polyaxon")
        .filter((name) => !name.startsWith("-"))
        .toSorted(),
    ).toEqual(missing.toSorted());
  });

  it.each(Object.entries(UPSTREAM_COMMANDS).filter(([name]) => find(name) !== undefined))(
    "lists the options of upstream's `%s` that are not there",
    (name, options) => {
      const command = find(name)!;
      const all = options === "" ? [] : options.split(" ");
      const missing = all.flatMap((names) => names.split("/").filter((each) => !isTaken(command, each)));
      const listed = said(name).filter((each) => each.startsWith("-"));
      expect(listed.toSorted()).toEqual(missing.toSorted());
    },
  );
});

import { VERSION } from "../version.ts";
import { type Register, examples } from "./cli.ts";
import { printJson } from "./print-json.ts";

export const versionCommand: Register = (parent, { context: { out } }) => {
  parent
    .command("version")
    .description("print the version of this command line")
    .option("--json", "print JSON")
    .addHelpText("after", examples("polyaxon version --json"))
    .action(({ json }: { json?: boolean }) => {
      if (json === true)
        printJson(out, { version: VERSION, node: process.version, platform: `${process.platform}-${process.arch}` });
      else out.write(`${VERSION}\n`);
    });
};

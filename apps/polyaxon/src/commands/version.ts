import { VERSION } from "../version.ts";
import { type Register, examples } from "./cli.ts";
import { printFields } from "./print-fields.ts";
import { printJson } from "./print-json.ts";
import { printNote } from "./print-table.ts";

export const versionCommand: Register = (parent, { context }) => {
  const { err, out } = context;
  parent
    .command("version")
    .description("print the version of this command line")
    .option("--check", "print the server's version too, and whether it is the same")
    .option("--json", "print JSON")
    .addHelpText("after", examples("polyaxon version --json", "polyaxon version --check"))
    .action(async ({ check, json }: { readonly check?: boolean; readonly json?: boolean }) => {
      const client = check === true ? context.connect() : null;
      const server = client === null ? null : { host: client.host, version: (await client.installation()).version };
      if (json === true) {
        const platform = `${process.platform}-${process.arch}`;
        printJson(out, { version: VERSION, node: process.version, platform, ...(server === null ? {} : { server }) });
      } else if (server === null) out.write(`${VERSION}\n`);
      else
        printFields(out, [
          ["command line", VERSION],
          ["server", `${server.version}  (${server.host})`],
        ]);
      if (server !== null && server.version !== VERSION)
        printNote(err, "they differ: what one of them has, the other may not know; bring the older one up to date");
    });
};

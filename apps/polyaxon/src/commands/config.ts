import { examples, type Register } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { printFields } from "./print-fields.ts";
import { printJson } from "./print-json.ts";
import { serverAddress } from "./server-address.ts";
import { type Connection, resolveConnection, settingsFile } from "./settings.ts";
import { readSettings, removeSettings, writeSettings } from "./settings-file.ts";

export const configCommands: Register = (parent, { context }) => {
  const { env, out } = context;
  const file = settingsFile(env);
  const connection = () => resolveConnection(env, readSettings(file));
  const group = parent.command("config").description("which server to talk to, and as whom");

  group
    .command("show")
    .description("show the server and where that was said (also config --list)")
    .option("--json", "print JSON")
    .action(({ json }: { json?: boolean }) => {
      const { host, hostFrom, token, tokenFrom } = connection();
      if (json === true) return printJson(out, { host, hostFrom, hasToken: token !== null, tokenFrom, file });
      printFields(out, [
        ["host", `${host}  (${hostFrom})`],
        ["token", token === null ? "none" : `${masked(token)}  (${tokenFrom})`],
        ["file", file],
      ]);
    });

  group
    .command("get <key>")
    .description('print "host" or "token"')
    .action((key: string) => {
      if (!isKey(key)) throw new CliError("usage", `there is no setting "${key}": expected host or token`);
      out.write(`${connection()[key] ?? ""}\n`);
    });

  group
    .command("set")
    .description("save the server's address, a token, or both")
    .option("--host <url>", "such as http://127.0.0.1:8000")
    .option("--token <token>", "sent to this host only")
    .addHelpText("after", examples("polyaxon config set --host https://polyaxon.example.org --token plxa_..."))
    .action((options: { host?: string; token?: string }) => {
      if (options.host === undefined && options.token === undefined) {
        throw new CliError("usage", "nothing to set: --host URL, --token TOKEN");
      }
      const saved = readSettings(file);
      const host = options.host === undefined ? undefined : serverAddress(options.host);
      // A token belongs to the host it was saved for: another host forgets it.
      const kept = host === undefined || host === saved.host ? saved : {};
      writeSettings(file, {
        ...kept,
        ...(host === undefined ? {} : { host }),
        ...(options.token === undefined ? {} : { token: options.token }),
      });
      out.write(`saved in ${file}\n`);
    });

  group
    .command("purge")
    .description("forget what was set")
    .action(() => {
      removeSettings(file);
      out.write(`removed ${file}\n`);
    });
};

const isKey = (key: string): key is "host" | ("token" & keyof Connection) => key === "host" || key === "token";

/** Enough to recognise it, too little to use it. */
const masked = (token: string): string => `${token.slice(0, 5)}${"*".repeat(8)}`;

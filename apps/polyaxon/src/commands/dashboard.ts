import type { Command } from "commander";
import { examples, type Register } from "./cli.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import { confirmed } from "./confirm.ts";
import { locateRun, type RunOptions, withRunOptions } from "./locate-run.ts";
import { chooseProject, inProject } from "./project-choice.ts";
import { serverAddress } from "./server-address.ts";

interface DashboardOptions {
  readonly url?: boolean;
  readonly yes?: boolean;
  readonly publicUrl?: string;
}

const withDashboardOptions = (command: Command): Command =>
  command
    .option("--url", "print its address and open nothing")
    .option("-y, --yes", "do not ask before the browser opens")
    .option(
      "--public-url <url>",
      "the server's address as the browser reaches it; default POLYAXON_PUBLIC_URL, else the one commands use",
    );

export const dashboardCommand: Register = (parent, { context }) => {
  withDashboardOptions(parent.command("dashboard"))
    .description("open the server's dashboard in a browser")
    .addHelpText("after", examples("polyaxon dashboard", "polyaxon dashboard --url"))
    .action(async (options: DashboardOptions) => show(context, "", options));
};

export const projectDashboardCommand: Register = (parent, { context }) => {
  withDashboardOptions(parent.command("dashboard [name]"))
    .description("open a project's page of the dashboard in a browser")
    .option("-p, --project <name>", "the name, as an option")
    .addHelpText("after", examples("polyaxon project dashboard digits"))
    .action(async (word: string | undefined, options: DashboardOptions & { readonly project?: string }) => {
      const choice = chooseProject(context, options.project ?? word);
      const client = context.connect();
      await inProject(client, choice, () => client.projects.get(choice.name));
      await show(context, `default/${choice.name}/`, options);
    });
};

export const opsDashboardCommand: Register = (parent, { context }) => {
  withDashboardOptions(withRunOptions(parent.command("dashboard")))
    .description("open a run's page of the dashboard in a browser")
    .addHelpText(
      "after",
      examples(
        "polyaxon ops dashboard -uid UUID",
        "polyaxon ops dashboard -uid UUID --url --public-url https://plx.example.org",
      ),
    )
    .action(async (word: string | undefined, options: RunOptions & DashboardOptions) => {
      const { project, run } = await locateRun(context, word, options);
      await show(context, `default/${project}/runs/${run.uuid}/`, options, `polyaxon ops get -uid ${run.uuid}`);
    });
};

/** @param instead the command that shows the same in the terminal */
async function show(context: CliContext, page: string, options: DashboardOptions, instead?: string): Promise<void> {
  const client = context.connect();
  const named = options.publicUrl ?? context.env["POLYAXON_PUBLIC_URL"];
  const base = named
    ? serverAddress(named, options.publicUrl === undefined ? "POLYAXON_PUBLIC_URL" : "--public-url")
    : client.host;
  const url = `${base}/ui/${page}`;
  if (options.url === true) return context.out.write(`${url}\n`);
  if (!(await client.hasDashboard()))
    throw new CliError("failed", `the server at ${client.host} serves no dashboard`, [
      ...(instead === undefined ? [] : [`in the terminal: ${instead}`]),
      `the address would be ${url}`,
    ]);
  context.out.write(`${url}\n`);
  const isAsked = context.err.isTerminal && process.stdin.isTTY;
  if (options.yes !== true && isAsked && !(await confirmed(context, "open it in the browser?", false))) return;
  if (options.yes !== true && !isAsked) return;
  if (!(await context.openBrowser(url))) context.err.write("there is no browser here to open it in\n");
}

import type { Run, RunCalls } from "@polyaxon/client";
import { Option } from "commander";
import { isFinal } from "../views/run-status.ts";
import { type Cli, examples, type Register } from "./cli.ts";
import { confirmed } from "./confirm.ts";
import { inWords } from "./in-words.ts";
import type { LocatedRun } from "./locate-run.ts";
import { byProject, locateRuns, type RunsOptions, withRunsOptions } from "./locate-runs.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";

/** One word about runs that needs nothing but their names. */
interface Action {
  readonly word: string;
  readonly description: string;
  /**
   * `always`: nothing of it comes back, so a script says `-y`. `person`: work may be lost, so a person is asked; a script has said
   * what it wants by running the command.
   */
  readonly asks?: "always" | "person";
  /** Asked after the word: `delete run 3f2a..., with all results?` */
  readonly loses?: string;
  /** Why there is nothing to do for this run, after `run UUID`; null when there is. */
  readonly needless: (run: Run) => string | null;
  readonly act: (runs: RunCalls, uuids: string | readonly string[]) => Promise<void>;
  readonly done: (uuid: string) => string;
  readonly example?: string;
}

/** Only what has not begun to be scheduled can be skipped. */
const EARLY = new Set(["created", "on_schedule", "resuming", "compiled"]);

const ACTIONS: readonly Action[] = [
  {
    word: "approve",
    description: "let runs go on that are held for approval or for files",
    needless: (run) => (run.pending ? null : `is not held: it is ${run.status}`),
    act: (runs, uuids) => runs.approve(uuids),
    done: (uuid) => `run ${uuid} goes on`,
  },
  {
    word: "stop",
    description: "stop runs, and sweeps with all their runs",
    asks: "person",
    needless: (run) => (isFinal(run.status) ? `has already ended: ${run.status}` : null),
    act: (runs, uuids) => runs.stop(uuids),
    done: (uuid) => `run ${uuid} is asked to stop`,
    example: "polyaxon ops stop 3f2a 77b0 -p digits",
  },
  {
    word: "skip",
    description: "skip runs that have not started",
    needless: (run) => (EARLY.has(run.status) ? null : `is not before its start: it is ${run.status}`),
    act: (runs, uuids) => runs.skip(uuids),
    done: (uuid) => `run ${uuid} is skipped`,
  },
  {
    word: "invalidate",
    description: "let no later run take these runs' results from a cache",
    needless: () => null,
    act: (runs, uuids) => runs.invalidate(uuids),
    done: (uuid) => `run ${uuid} serves no cache any more`,
  },
  {
    word: "bookmark",
    description: "bookmark runs",
    needless: () => null,
    act: (runs, uuids) => runs.bookmark(uuids),
    done: (uuid) => `bookmarked run ${uuid}`,
  },
  {
    word: "archive",
    description: "take runs out of the lists; unfinished ones are stopped",
    asks: "person",
    needless: ({ live_state: state }) => (state === 0 ? "is archived already" : deletedAlready(state)),
    act: (runs, uuids) => runs.archive(uuids),
    done: (uuid) => `archived run ${uuid}; polyaxon ops restore brings it back`,
  },
  {
    word: "restore",
    description: "bring archived runs back",
    needless: ({ live_state: state }) => (state === 0 ? null : (deletedAlready(state) ?? "is not archived")),
    act: (runs, uuids) => runs.restore(uuids),
    done: (uuid) => `restored run ${uuid}`,
  },
  {
    word: "delete",
    description: "delete runs, and sweeps with all their runs",
    asks: "always",
    loses: ", with all results",
    needless: ({ live_state: state }) => deletedAlready(state),
    act: (runs, uuids) => runs.delete(uuids),
    done: (uuid) => `deleted run ${uuid}; its files are removed in a moment`,
    example: "polyaxon ops delete -uid UUID -y",
  },
];

const deletedAlready = (state: number | undefined): string | null =>
  state === -1 ? "is deleted already; its files are being removed" : null;

export const opsActionCommands: Register = (parent, cli) => {
  for (const action of ACTIONS) {
    const command = withOutputOptions(withRunsOptions(parent.command(action.word))).description(action.description);
    if (action.asks === "person") command.option("-y, --yes", "do not ask; without a terminal nothing is asked");
    if (action.asks === "always") command.option("-y, --yes", "do not ask");
    // Nobody is asked; scripts for the Python command line say it of any action.
    if (action.asks === undefined) command.addOption(new Option("-y, --yes").hideHelp());
    command
      .addHelpText("after", examples(action.example ?? `polyaxon ops ${action.word} -uid UUID`))
      .action(async (words: readonly string[], options: Options) => act(cli, action, words, options));
  }
};

interface Options extends RunsOptions, OutputOptions {
  readonly yes?: boolean;
}

async function act({ context, done }: Cli, action: Action, words: readonly string[], options: Options): Promise<void> {
  const located = await locateRuns(context, words, options);
  const told = located.map((each) => ({ ...each, needless: action.needless(each.run) }));
  const meant = told.filter(({ needless }) => needless === null);
  if (meant.length > 0) {
    if (!(await isSure({ context, done }, action, meant, options.yes))) return done("refused");
    await byProject(meant, action.act);
  }
  if (wantsJson(options)) {
    const runs = told.map(({ needless, project, run }) => ({
      uuid: run.uuid,
      project,
      done: needless === null,
      reason: needless,
    }));
    return printJson(context.out, { action: action.word, runs });
  }
  for (const { needless, run } of told)
    context.out.write(`${needless === null ? action.done(run.uuid) : `run ${run.uuid} ${needless}`}\n`);
}

async function isSure(
  { context }: Cli,
  { asks, loses = "", word }: Action,
  meant: readonly LocatedRun[],
  yes: boolean | undefined,
): Promise<boolean> {
  if (asks === undefined || yes === true) return true;
  if (asks === "person" && !(context.err.isTerminal && process.stdin.isTTY)) return true;
  return await confirmed(context, `${word} ${await allInWords(meant)}${loses}?`, false);
}

/** A person can judge so many; of more, how many there are. */
const MOST_NAMED = 5;

async function allInWords(meant: readonly LocatedRun[]): Promise<string> {
  const named: string[] = [];
  for (const { run, runs } of meant.slice(0, MOST_NAMED)) named.push(await inWords(runs, run));
  const [only = ""] = named;
  if (meant.length === 1) return only;
  const more = meant.length - named.length;
  return `${meant.length} runs (${named.join(", ")}${more > 0 ? `, and ${more} more` : ""})`;
}

import { offlineLog } from "../files/offline-log.ts";
import { isFailed, isFinal } from "../views/run-status.ts";
import { asCalled } from "./as-called.ts";
import { examples, type Register } from "./cli.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import { printDetached } from "./detached.ts";
import { grepLogs } from "./grep-logs.ts";
import { interruptible } from "./interruptible.ts";
import { type LocatedRun, locateRun, type RunOptions, withRunOptions } from "./locate-run.ts";
import {
  isOffline,
  locateOffline,
  type OfflineOptions,
  refuseUnreadable,
  withOfflineOptions,
} from "./offline-choice.ts";
import { type LineFront, linePrinter } from "./print-lines.ts";
import { printFailure } from "./print-failure.ts";
import { streamLogs } from "./stream-logs.ts";

export const opsLogsCommand: Register = (parent, { context, done }) => {
  withOfflineOptions(withRunOptions(parent.command("logs")))
    .description("print the log of a run, and follow it until the run ends")
    .option("-f, --follow", "go on until the run ends (the default)")
    .option("--no-follow", "print what there is and end")
    .option("--tail <lines>", "begin with the last lines of what there is", tailCount)
    .option(
      "-g, --grep <text>",
      "print the lines that hold this text, colours left aside, and end; the server searches",
    )
    .option("-E, --regex", "the text of --grep is a regular expression (RE2's syntax)")
    .option("-i, --ignore-case", "--grep finds large letters for small ones, and the reverse")
    .option("-t, --timestamps", "the time in front of each line")
    .option("-a, --all-info", "the time, the node, the pod and the container in front of each line")
    .option("--all-containers", "changes nothing: the lines of all containers are printed anyway")
    .option("--hide-time", "changes nothing: times are printed where --timestamps asks for them")
    .addHelpText(
      "after",
      examples(
        "polyaxon ops logs -uid UUID",
        "polyaxon ops logs -uid UUID --no-follow > train.log",
        "polyaxon ops logs -uid UUID --tail 100 --timestamps",
        "polyaxon ops logs -uid UUID --grep 'loss=nan'",
        "polyaxon ops logs -uid UUID -E -i --grep 'error|warning'",
      ),
    )
    .action(async (word: string | undefined, options: LogOptions) => {
      const { grep } = options;
      if (grep === undefined && (options.regex === true || options.ignoreCase === true))
        throw new CliError("usage", "--regex and --ignore-case say how --grep searches; name what to look for");
      if (isOffline(options)) return await printOffline(context, word, options).catch(refuseUnreadable);
      const located = await locateRun(context, word, options);
      const { run, runs } = located;
      if (run.kind === "matrix") return sayWhereLogsAre(context, run.uuid);
      if (grep !== undefined) {
        const how = { isPattern: options.regex === true, ignoreCase: options.ignoreCase === true };
        const count = await grepLogs(context, runs, run.uuid, { text: grep, ...how, front: frontOf(options) });
        if (count === 0) context.err.write("no line of its log has that\n");
        return;
      }
      let printedCount = 0;
      const interrupted = await interruptible(context, async (signal) => {
        const from = options.tail === undefined ? {} : { tail: options.tail };
        const asked = { follow: options.follow !== false, signal, front: frontOf(options), ...from };
        printedCount = (await streamLogs(context, runs, run.uuid, asked)).lines;
      });
      if (interrupted) return done(printDetached(context, located));
      if (printedCount === 0) await explainSilence(context, located);
    });
};

type LogOptions = RunOptions &
  OfflineOptions & {
    readonly follow?: boolean;
    readonly tail?: number;
    readonly grep?: string;
    readonly regex?: boolean;
    readonly ignoreCase?: boolean;
    readonly timestamps?: boolean;
    readonly allInfo?: boolean;
  };

const frontOf = ({ allInfo, timestamps }: LogOptions): LineFront =>
  allInfo === true ? "everything" : timestamps === true ? "time" : "nothing";

const MOST_TAIL = 10_000;

function tailCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > MOST_TAIL)
    throw new CliError("usage", `--tail: expected a number of lines from 1 to ${MOST_TAIL}, found "${text}"`);
  return count;
}

/** Lines that are printed at once. */
const BATCH = 1_000;

async function printOffline(context: CliContext, word: string | undefined, options: LogOptions): Promise<void> {
  const { grep, tail } = options;
  if (grep !== undefined)
    throw new CliError("usage", "--grep asks a server to search: print the log with --offline, and search that");
  const { folder, run } = await locateOffline(context, options.uid ?? word, options);
  const print = linePrinter(context, frontOf(options));
  let waiting: Parameters<typeof print>[0][number][] = [];
  let count = 0;
  for await (const line of offlineLog(folder)) {
    waiting.push(line);
    count += 1;
    if (tail !== undefined && waiting.length >= BATCH + tail) waiting = waiting.slice(-tail);
    if (tail !== undefined || waiting.length < BATCH) continue;
    await print(waiting);
    waiting = [];
  }
  await print(tail === undefined ? waiting : waiting.slice(-tail));
  if (count === 0) context.err.write(`the run has no log on this disk: it is ${run.status}\n`);
}

function sayWhereLogsAre({ env, err }: CliContext, sweep: string): void {
  err.write("a sweep has no log of its own, its runs have\n");
  err.write(`  ${err.colors.dim("runs")} ${asCalled(env, `polyaxon ops ls -uid ${sweep}`)}\n`);
}

/** An empty log is the answer of a run that never started: what it failed of is said then. */
async function explainSilence({ err }: CliContext, { run: { uuid }, runs }: LocatedRun): Promise<void> {
  const { status, status_conditions: conditions } = await runs.statuses(uuid);
  err.write(`this run has written no log${isFinal(status) ? "" : " yet"}: it is ${status}\n`);
  if (isFailed(status)) printFailure(err, conditions, []);
}

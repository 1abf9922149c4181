import { asCalled } from "./commands/as-called.ts";
import { processContext } from "./commands/cli-context.ts";
import { explainFailure } from "./commands/explain-failure.ts";
import { EXIT, type ExitReason } from "./commands/exit-codes.ts";
import { expandLegacyFlags } from "./commands/legacy-flags.ts";
import { buildProgram } from "./commands/program.ts";
import { multiLine } from "./terminal/plain-text.ts";
import { wrapHint } from "./terminal/wrap-hint.ts";

/** Commands that are asked whether something is right. */
const JUDGES: ReadonlySet<string> = new Set(["check", "compile", "doctor"]);

const context = processContext();

// `polyaxon ops ls | head`: a reader that has seen enough is no error, and ends what would be printed in vain. Where the exit code is
// the answer, nothing more is printed, and it is still found out; once it is known, it is not taken back.
let judges = false;
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_DESTROYED") throw error;
  if (!judges) process.exit();
});

let reason: ExitReason = "ok";
try {
  const program = buildProgram({ context, done: (ended) => (reason = ended) });
  program.hook("preAction", (_, command) => void (judges = JUDGES.has(command.name())));
  await program.parseAsync([...expandLegacyFlags(process.argv.slice(2))], { from: "user" });
  process.exitCode = EXIT[reason].code;
} catch (error) {
  const { err } = context;
  const { code, hints, messages } = explainFailure(error);
  for (const [index, message] of messages.entries()) {
    // Messages quote the user's own texts and files, which may name commands too; only hints are ours alone.
    err.write(`${index === 0 ? err.colors.red("error:") : "      "} ${multiLine(message)}\n`);
  }
  for (const hint of hints)
    err.write(
      `${err.colors.dim("  ->")} ${wrapHint(multiLine(asCalled(context.env, hint)), err.width() - 5).join("\n     ")}\n`,
    );
  process.exitCode = code;
}

import { asCalled } from "./commands/as-called.ts";
import { processContext } from "./commands/cli-context.ts";
import { explainFailure } from "./commands/explain-failure.ts";
import { EXIT, type ExitReason } from "./commands/exit-codes.ts";
import { expandLegacyFlags } from "./commands/legacy-flags.ts";
import { buildProgram } from "./commands/program.ts";
import { wrapWords } from "./terminal/text-width.ts";
import { multiLine } from "./terminal/plain-text.ts";

const context = processContext();

// `polyaxon ops ls | head`: a reader that has seen enough is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(EXIT.ok.code);
  throw error;
});

let reason: ExitReason = "ok";
try {
  await buildProgram({ context, done: (ended) => (reason = ended) }).parseAsync(
    [...expandLegacyFlags(process.argv.slice(2))],
    {
      from: "user",
    },
  );
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
      `${err.colors.dim("  ->")} ${wrapWords(multiLine(asCalled(context.env, hint)), err.width() - 5).join("\n     ")}\n`,
    );
  process.exitCode = code;
}

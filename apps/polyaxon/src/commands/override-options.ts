import type { CliOverrides } from "@polyaxon/compiler";
import { type Command, Option } from "commander";
import { wholeNumber } from "./list-options.ts";

export interface OverrideOptions {
  readonly param?: readonly string[];
  readonly hparam?: readonly string[];
  readonly matrixKind?: string;
  readonly matrixConcurrency?: number;
  readonly matrixNumRuns?: number;
}

/** For options that may be repeated. */
export const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** What `run` and `check` may lay over a file. */
export const withOverrideOptions = (command: Command): Command =>
  command
    .option("-P, --param <name=value>", "a param; may be repeated", collect)
    .option(
      "--hparam <name=kind:value>",
      "values to search, such as lr=choice:[0.1,0.01], n=range:1:9:2, lr=uniform:0:1; may be repeated (also -HP)",
      collect,
    )
    .addOption(
      new Option("--matrix-kind <kind>", "search for --hparam; default grid").choices(["grid", "random", "mapping"]),
    )
    .option("--matrix-concurrency <n>", "most runs of the sweep at once; default 1 with --hparam", wholeNumber)
    .option("--matrix-num-runs <n>", "most runs of the sweep", wholeNumber);

export const overridesOf = (options: OverrideOptions): CliOverrides => ({
  params: options.param ?? [],
  hparams: options.hparam ?? [],
  ...(options.matrixKind === undefined ? {} : { matrixKind: options.matrixKind }),
  ...(options.matrixConcurrency === undefined ? {} : { matrixConcurrency: options.matrixConcurrency }),
  ...(options.matrixNumRuns === undefined ? {} : { matrixNumRuns: options.matrixNumRuns }),
});

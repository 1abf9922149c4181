/** The one table of what the process answers to the shell. `--help` prints it. */
export const EXIT = {
  ok: { code: 0, meaning: "success" },
  failed: { code: 1, meaning: "the run failed or was stopped, or the server reported a fault" },
  usage: { code: 2, meaning: "an invalid Polyaxonfile, option or value" },
  unreachable: { code: 3, meaning: "no server answered" },
  notFound: { code: 4, meaning: "no such project or run" },
  refused: { code: 5, meaning: "not allowed: a token is missing or lacks the right" },
  detached: { code: 130, meaning: "interrupted; what was submitted goes on" },
} as const satisfies Record<string, { readonly code: number; readonly meaning: string }>;

export type ExitReason = keyof typeof EXIT;

export const exitCodesHelp = (): string =>
  ["Exit codes:", ...Object.values(EXIT).map(({ code, meaning }) => `  ${String(code).padEnd(5)}${meaning}`)].join(
    "\n",
  );

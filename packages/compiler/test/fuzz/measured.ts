/** What a round of the fuzzer took. */
export interface Measured {
  /** Files that were sent through, the undamaged and the hostile ones included. */
  readonly count: number;
  readonly seeds: number;
  /** Of processor time. */
  readonly slowest: { readonly milliseconds: number; readonly what: string };
  /** Milliseconds of processor time by name. */
  readonly hostile: Readonly<Record<string, number>>;
  readonly cpuSeconds: number;
  /** Of the machine's memory, what the process had before it read anything: the language, the fuzzer, a compiler of TypeScript. */
  readonly startMegabytes: number;
  /** Most of the machine's memory that the whole process had at once. */
  readonly peakMegabytes: number;
}

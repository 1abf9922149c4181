/** A system that records runs, as far as the comparison uses it: over HTTP, as its own clients do. */
export interface Peer {
  readonly name: string;
  /** Answers the run's id. */
  createRun(index: number): Promise<string>;
  /** One call with so many metrics, for good when it answers. */
  logMetrics(run: string, metrics: Readonly<Record<string, number>>, step: number): Promise<void>;
  /** More runs as this one, straight in the database, each with the loss of `lossOf`. */
  fill(like: string, runs: readonly number[]): void;
  /** A first page of 50 runs with `loss` below 0.5, lowest first: how many came. */
  listByMetric(): Promise<number>;
  /** All points of one metric of a run: how many there are. */
  history(run: string, metric: string): Promise<number>;
  /** Points of one metric, as many as one call takes. */
  logSeries(run: string, metric: string, points: readonly number[], from: number): Promise<void>;
  /** Points that one call of `logSeries` may hold. */
  readonly seriesAtOnce: number;
  /** The same by upstream's wire, where it is spoken. */
  readonly upstream?: UpstreamSeries;
  close(): Promise<void>;
}

/** Series as upstream's Python client writes and reads them: a file of events, uploaded whole and parsed for each answer. */
export interface UpstreamSeries {
  upload(run: string, metric: string, file: string): Promise<void>;
  /** How many points there are. */
  events(run: string, metric: string): Promise<number>;
  /** The same answer, as it comes. */
  eventsText(run: string, metric: string): Promise<string>;
}

/** The loss of the run with this number: from 0 to 1, in no order. */
export const lossOf = (run: number): number => ((run * 7_919) % 10_007) / 10_007;

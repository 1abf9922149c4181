/** A system that records runs, as far as the comparison uses it: over HTTP, as its own clients do. */
export interface Peer {
  readonly name: string;
  /** Answers the run's id. */
  createRun(index: number): Promise<string>;
  /** One call with so many metrics, for good when it answers. */
  logMetrics(run: string, metrics: Readonly<Record<string, number>>, step: number): Promise<void>;
  /** A first page of 50 runs with `loss` below 0.5, lowest first. */
  listByMetric(): Promise<number>;
  /** All points of one metric of a run: how many there are. Null: it is not compared yet. */
  readonly history: ((run: string, metric: string) => Promise<number>) | null;
  /** Points of one metric, as many as one call takes. */
  readonly logSeries: ((run: string, metric: string, points: readonly number[], from: number) => Promise<void>) | null;
  /** Points that one call of `logSeries` may hold. */
  readonly seriesAtOnce: number;
  close(): Promise<void>;
}

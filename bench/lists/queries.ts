import { SWEEP, uuidOf } from "./dataset.ts";

export interface NamedQuery {
  readonly name: string;
  readonly query?: string;
  readonly sort?: string;
}

/** The 20 lists that carry the budget: each kind of sort, of filter, and their mixtures. */
export const QUERIES: readonly NamedQuery[] = [
  { name: "newest change first" },
  { name: "newest first", sort: "-created_at" },
  { name: "by name", sort: "name" },
  { name: "longest first", sort: "-duration" },
  { name: "last to finish first", sort: "-finished_at" },
  { name: "by status, then newest", sort: "status,-created_at" },
  { name: "best metric first", sort: "-metrics.accuracy" },
  { name: "by a param, then by a metric", sort: "params.depth,metrics.loss" },
  { name: "by a text param", sort: "params.opt" },
  { name: "running", query: "status:running" },
  { name: "failed, longest first", query: "status:failed", sort: "-duration" },
  { name: "rare metric value", query: "metrics.loss:<0.001" },
  { name: "half of a metric, sorted by another", query: "metrics.m1:<5", sort: "-metrics.accuracy" },
  {
    name: "params and a metric",
    query: "params.opt:adam|sgd, params.depth:>=10, metrics.loss:<0.2",
    sort: "metrics.loss",
  },
  { name: "rare tag, best metric first", query: "tags:best", sort: "-metrics.accuracy" },
  { name: "not tagged, not succeeded", query: "tags:~keep, status:~succeeded" },
  { name: "rare text in the name", query: "name:%unicorn%" },
  { name: "children of a sweep by metric", query: `pipeline:${uuidOf(SWEEP + 1)}`, sort: "metrics.loss" },
  { name: "or", query: "(status:failed AND metrics.accuracy:>0.99) OR tags:best OR name:%unicorn%" },
  {
    name: "a week, by user, flags",
    query: "created_at:2026-03-01..2026-03-08, user:ada, meta_flags.has_model:1",
    sort: "-metrics.accuracy",
  },
];

import { built } from "./built.ts";
import type {
  Build,
  Cache,
  Cron,
  DateTime,
  Duration,
  Event,
  Hook,
  Interval,
  Join,
  Moment,
  Plugins,
  Termination,
} from "./generated/polyaxonfile.ts";

/** At times that a cron line gives: five fields, or `@hourly`, `@daily`, `@weekly`, ... */
export const cron = (line: string, limits: Omit<Cron, "kind" | "cron"> = {}): Cron =>
  built({ kind: "cron", cron: line, ...limits });
/** Again and again: every so many seconds, or `HH:MM:SS`, `2 days`, `PT1H`. */
export const interval = (frequency: Duration, limits: Omit<Interval, "kind" | "frequency"> = {}): Interval =>
  built({ kind: "interval", frequency, ...limits });
/** Once, at this time. */
export const datetime = (startAt: Moment): DateTime => built({ kind: "datetime", startAt });

/** Builds the image of the main container first, with another component. */
export const build = (fields: Build): Build => built({ ...fields });
/** An operation that starts when the run ends. */
export const hook = (fields: Hook): Hook => built({ ...fields });
/** Starts an operation when something happens to another run. */
export const event = (fields: Event): Event => built({ ...fields });
/** Gathers values of many runs: each of its params becomes a list. */
export const join = (fields: Join): Join => built({ ...fields });
/** Whether an earlier run with the same values is taken instead of a new one. */
export const cache = (fields: Cache): Cache => built({ ...fields });
/** Retries, time limits and clean-up. */
export const termination = (fields: Termination): Termination => built({ ...fields });
/** What the platform adds to a run. */
export const plugins = (fields: Plugins): Plugins => built({ ...fields });

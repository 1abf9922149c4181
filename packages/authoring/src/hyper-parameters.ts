import { built } from "./built.ts";
import type {
  Choice,
  DateRange,
  DateText,
  DateTimeRange,
  Duration,
  Geomspace,
  Linspace,
  LogNormal,
  Logspace,
  LogUniform,
  Moment,
  Normal,
  QLogNormal,
  QLogUniform,
  QNormal,
  QUniform,
  Range,
  TemplateText,
  Uniform,
  WeightedChoice,
} from "./generated/polyaxonfile.ts";

/** A number, or a template that gives one. */
type Numeric = number | TemplateText;

/** One of these values. */
export const choice = (values: readonly unknown[] | TemplateText): Choice => built({ kind: "choice", value: values });
/** One of these values, each with how likely it is; the weights add up to 1 at most. */
export const weightedChoice = (values: readonly (readonly [value: unknown, weight: number])[]): WeightedChoice =>
  built({ kind: "pchoice", value: values });
/** From start to stop in steps; stop is left out. */
export const range = (start: Numeric, stop: Numeric, step: Numeric): Range =>
  built({ kind: "range", value: { start, stop, step } });
/** Evenly spaced values; stop is included. */
export const linspace = (start: Numeric, stop: Numeric, num: Numeric): Linspace =>
  built({ kind: "linspace", value: { start, stop, num } });
/** Powers of a base (default 10), their exponents evenly spaced. */
export const logspace = (start: Numeric, stop: Numeric, num: Numeric, base?: Numeric): Logspace =>
  built({ kind: "logspace", value: { start, stop, num, ...(base === undefined ? {} : { base }) } });
/** Values that grow by a factor; stop is included. */
export const geomspace = (start: Numeric, stop: Numeric, num: Numeric): Geomspace =>
  built({ kind: "geomspace", value: { start, stop, num } });
/** Dates in steps of days; the end is left out. */
export const dateRange = (start: DateText, stop: DateText, days: Numeric): DateRange =>
  built({ kind: "daterange", value: { start: day(start), stop: day(stop), step: days } });
/** Date-times in steps of seconds or of a duration such as `PT1H`; the end is left out. */
export const dateTimeRange = (start: Moment, stop: Moment, step: Duration): DateTimeRange =>
  built({ kind: "datetimerange", value: { start, stop, step } });

/** Any number between low and high, each as likely. */
export const uniform = (low: Numeric, high: Numeric): Uniform => built({ kind: "uniform", value: { low, high } });
/** Like `uniform`, in multiples of q. */
export const quniform = (low: Numeric, high: Numeric, q: Numeric): QUniform =>
  built({ kind: "quniform", value: { low, high, q } });
/** e to the power of a uniform number: low and high are exponents. */
export const loguniform = (low: Numeric, high: Numeric): LogUniform =>
  built({ kind: "loguniform", value: { low, high } });
/** Like `loguniform`, in multiples of q. */
export const qloguniform = (low: Numeric, high: Numeric, q: Numeric): QLogUniform =>
  built({ kind: "qloguniform", value: { low, high, q } });
/** Normally distributed around a mean. */
export const normal = (mean: Numeric, deviation: Numeric): Normal =>
  built({ kind: "normal", value: { loc: mean, scale: deviation } });
/** Like `normal`, in multiples of q. */
export const qnormal = (mean: Numeric, deviation: Numeric, q: Numeric): QNormal =>
  built({ kind: "qnormal", value: { loc: mean, scale: deviation, q } });
/** e to the power of a normal number. */
export const lognormal = (mean: Numeric, deviation: Numeric): LogNormal =>
  built({ kind: "lognormal", value: { loc: mean, scale: deviation } });
/** Like `lognormal`, in multiples of q. */
export const qlognormal = (mean: Numeric, deviation: Numeric, q: Numeric): QLogNormal =>
  built({ kind: "qlognormal", value: { loc: mean, scale: deviation, q } });

/** A date without its time: `2026-01-31`. */
const day = (date: DateText): string => (typeof date === "string" ? date : date.toISOString().slice(0, 10));

import type { Descriptions } from "./description.ts";

const between = { start: "The first value.", stop: "The end." } as const;
const size = "How many at once. Default 1: a single number.";
const low = "The lower end.";
const high = "The upper end.";
const q = "Values are whole multiples of this.";
const loc = "The mean.";
const scale = "The standard deviation.";

const hyperParameter = (kind: string, about: string, value: string) => ({
  about,
  fields: { kind: `\`${kind}\``, value },
});

export const hyperParameters: Descriptions = {
  Choice: hyperParameter("choice", "One of these values.", "The values."),
  WeightedChoice: hyperParameter(
    "pchoice",
    "One of these values, some more likely than others.",
    "Pairs `[value, weight]`; weights add up to 1 at most.",
  ),
  Range: hyperParameter("range", "From start to stop in steps; stop is left out.", "Such as `0:10:2`."),
  Linspace: hyperParameter("linspace", "Evenly spaced values; stop is included.", "Such as `0:1:5`."),
  Logspace: hyperParameter("logspace", "Powers of a base, their exponents evenly spaced.", "Such as `-3:-1:3`."),
  Geomspace: hyperParameter("geomspace", "Values that grow by a factor; stop is included.", "Such as `1:1000:4`."),
  DateRange: hyperParameter("daterange", "Dates in steps of days.", "`[first, end, days]`"),
  DateTimeRange: hyperParameter("datetimerange", "Date-times in steps.", "`[first, end, seconds]`"),
  Uniform: hyperParameter("uniform", "Any number between, each as likely.", "Such as `0:1`."),
  QUniform: hyperParameter("quniform", "Like `uniform`, in multiples of q.", "Such as `0:1:0.1`."),
  LogUniform: hyperParameter("loguniform", "e to the power of a uniform number.", "Exponents, such as `-7:-2`."),
  QLogUniform: hyperParameter("qloguniform", "Like `loguniform`, in multiples of q.", "Such as `0:5:0.5`."),
  Normal: hyperParameter("normal", "Normally distributed.", "Such as `0:1`."),
  QNormal: hyperParameter("qnormal", "Like `normal`, in multiples of q.", "Such as `0:1:0.1`."),
  LogNormal: hyperParameter("lognormal", "e to the power of a normal number.", "Such as `0:1`."),
  QLogNormal: hyperParameter("qlognormal", "Like `lognormal`, in multiples of q.", "Such as `0:1:0.1`."),
  RangeValue: { about: "Start, stop and step.", fields: { ...between, step: "From one value to the next." } },
  SpaceValue: { about: "Start, stop and how many.", fields: { ...between, num: "How many values." } },
  LogSpaceValue: {
    about: "Exponents, how many, and the base.",
    fields: { ...between, num: "How many values.", base: "Default 10." },
  },
  DateRangeValue: { about: "First date, end and days.", fields: { ...between, step: "Days." } },
  DateTimeRangeValue: {
    about: "First date-time, end and step.",
    fields: { ...between, step: "Seconds, or a duration such as `PT1H`." },
  },
  UniformValue: { about: "Two ends.", fields: { low, high, size } },
  QUniformValue: { about: "Two ends and a step.", fields: { low, high, q, size } },
  NormalValue: { about: "Mean and deviation.", fields: { loc, scale, size } },
  QNormalValue: { about: "Mean, deviation and a step.", fields: { loc, scale, q, size } },
};

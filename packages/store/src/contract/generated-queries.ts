import fc from "fast-check";
import { KEYS, NAMES, NUMBERS, STATUSES, WORDS } from "./generated-runs.ts";
import { runId } from "./harness.ts";

const oneOf = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** What a query can hold: no comma, no bracket. */
const word = oneOf([
  ...WORDS,
  '"1"',
  "w\0ord",
  String.raw`"w\u0000ord"`,
  '"0.1"',
  "-5",
  "0.1",
  "1e-7",
  "1e400",
  "Infinity",
  "NaN",
  "false",
  "long".repeat(100),
]);
const name = oneOf(NAMES.filter((each) => each !== null));
const number = oneOf([...NUMBERS.map(String), "9007199254740993", "0.10", "1e400"]);
const comparison = oneOf([">", ">=", "<", "<=", "=", ""]);
const joined = (values: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(values, { minLength: 1, maxLength: 3 }).map((words) => words.join("|"));
const compared = (values: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(comparison, values).map(([operator, value]) => operator + value);
const searched = (values: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  joined(fc.tuple(oneOf(["", "%"]), values, oneOf(["", "%"])).map((parts) => parts.join("")));
const date = oneOf([
  "2026-01-31",
  "2026-02-01",
  "2026-01-31 10:20",
  "2026-01-31T10:20:30.5+0200",
  "2026-01-30T23:59:59Z",
]);
const uuid = fc
  .tuple(fc.nat(20).map(runId), fc.boolean())
  .map(([id, dashed]) => (dashed ? id.replace(/^(.{8})/, "$1-") : id));

/** Fields with the operations that their type takes. */
const typed: readonly (readonly [fields: readonly string[], operation: fc.Arbitrary<string>])[] = [
  [["name", "description"], searched(name)],
  [["uuid", "id", "uid"], searched(uuid)],
  [
    ["created_at", "updated_at", "started_at", "finished_at", "schedule_at"],
    fc.oneof(
      compared(date),
      fc.tuple(date, date).map((range) => range.join("..")),
      fc.constant("last_month"),
    ),
  ],
  [["status"], joined(oneOf(STATUSES))],
  [
    ["kind", "runtime", "pipeline.kind", "original.kind", "upstream.kind", "downstream.kind"],
    joined(oneOf(["job", "service", "matrix", "dag", "tfjob"])),
  ],
  [["user", "contributors"], joined(oneOf(["ada", "bob", "eve"]))],
  [["managed_by", "pending", "cloning_kind"], joined(oneOf(["agent", "user", "approval", "copy", "cache"]))],
  [
    ["project", "namespace", "queue", "agent", "state", "component_state", "connections"],
    joined(oneOf(["digits", "here", "x", "c0", "C-1"])),
  ],
  [["live_state"], joined(oneOf(["1", "0", "-1"]))],
  [["is_managed", "mine", "meta_flags.has_model", "meta_flags.iteration"], oneOf(["1", "0", "true", "no", "off"])],
  [["original", "pipeline", "controller", "upstream", "downstream"], joined(uuid)],
  [["pipeline.name", "original.name", "controller.name", "upstream.name", "downstream.name"], joined(name)],
  [["tags"], joined(oneOf([...WORDS, "keep"]))],
  [["duration", "wait_time", "cost", "custom", "gpu"], compared(number)],
  [["cpu", "memory"], compared(oneOf(["0", "500m", "2", "1Gi", "-1"]))],
  [
    KEYS.flatMap((key) => [`params.${key}`, `inputs.${key}`, `outputs.${key}`, `out.${key}`]),
    fc.oneof(joined(word), compared(word), compared(number)),
  ],
  [KEYS.flatMap((key) => [`metrics.${key}`, `metrics_min.${key}`, `metrics_max.${key}`]), compared(number)],
  [["meta_info.iteration", "meta_values.iteration"], joined(word)],
  [["artifacts"], joined(oneOf(["s1", "s2", "s3"]))],
  [["in_artifact_kind", "out_artifact_kind"], joined(oneOf(["model", "file", "env"]))],
  [["commit"], joined(oneOf(["model", "0a1b2c"]))],
];

const fields = oneOf([...typed.flatMap(([names]) => names), "metrics", "status.x", "stauts"]);
const fitting = fc.oneof(...typed.map(([names, operation]) => fc.tuple(oneOf(names), operation)));
/** Mostly an operation of the field's type, now and then any. */
const condition = fc
  .tuple(
    fc.oneof(
      { weight: 8, arbitrary: fitting },
      { weight: 1, arbitrary: fc.tuple(fields, fc.constantFrom("nil", "_any_")) },
      { weight: 1, arbitrary: fc.tuple(fields, fc.oneof(compared(word), joined(word), date)) },
    ),
    oneOf(["", "", "~"]),
  )
  .map(([[field, operation], negation]) => `${field}:${negation}${operation}`);

/** Query texts: most are well-formed, and most of those are well-typed. */
export const queries: fc.Arbitrary<string> = fc.letrec<{ query: string }>((tie) => ({
  query: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    condition,
    fc
      .tuple(tie("query"), oneOf([", ", " AND ", " or ", " OR "]), tie("query"))
      .map(([a, joint, b]) => `(${a})${joint}(${b})`),
  ),
})).query;

const sortKey = fc
  .tuple(
    oneOf(["", "-"]),
    oneOf([
      ...["created_at", "updated_at", "started_at", "finished_at", "schedule_at", "name", "kind", "runtime", "uuid"],
      ...[
        "duration",
        "wait_time",
        "status",
        "user",
        "cost",
        "cpu",
        "memory",
        "gpu",
        "namespace",
        "state",
        "component_state",
        "unheard_of",
      ],
      ...KEYS.flatMap((key) => [
        ...[`metrics.${key}`, `metrics_min.${key}`, `metrics_max.${key}`],
        ...[`params.${key}`, `outputs.${key}`],
      ]),
      ...["meta_flags.has_model", "meta_values.iteration"],
    ]),
  )
  .map((parts) => parts.join(""));

export const sorts: fc.Arbitrary<string> = fc.array(sortKey, { maxLength: 3 }).map((keys) => keys.join(","));

import { anything, boolean, text } from "./scalars.ts";
import { convertIoValue } from "../io/convert-io-value.ts";
import { type Findings, isMapping, report } from "./reader.ts";
import { section } from "./section.ts";
import { validation } from "./validation.ts";
import type { Output } from "./schema.ts";

const RESERVED_NAMES: ReadonlySet<string> = new Set(["globals", "params", "connections"]);

/** One input, output or context. A default is checked against the type when read, yet kept as it was written. */
export const io = section(
  {
    name: text,
    description: text.optional(),
    type: text.optional(),
    value: anything.optional(),
    isOptional: boolean.optional(),
    isList: boolean.optional(),
    isFlag: boolean.optional(),
    argFormat: text.optional(),
    connection: text.optional(),
    toInit: boolean.optional(),
    toEnv: text.optional(),
    validation: validation.optional(),
    delayValidation: boolean.optional(),
  },
  { prepare, check, moved: { options: anything.optional() } },
);
export type IO = Output<typeof io>;

/** Moves `options` and `delay_validation` to where they belong, and makes what has a value optional. */
function prepare(value: unknown, findings: Findings): unknown {
  if (!isMapping(value)) return value;
  const { options, delay_validation: delay, ...rest } = value;
  const moved: Record<string, unknown> = {};
  if (options !== undefined && options !== null) moved["options"] = options;
  if (delay !== undefined && delay !== null) moved["delay"] = delay;
  if (Object.keys(moved).length > 0 && (isMapping(rest["validation"]) || (rest["validation"] ?? null) === null)) {
    rest["validation"] = { ...(rest["validation"] as object | null | undefined), ...moved };
  }
  if (!Object.hasOwn(rest, "value")) return rest;
  const spelling = Object.hasOwn(rest, "isOptional") ? "isOptional" : "is_optional";
  if (!Object.hasOwn(rest, spelling)) rest["isOptional"] = true;
  else if (rest[spelling] === false || (rest[spelling] === null && rest["value"] !== null)) {
    const message = "an input or output with a value is optional: `isOptional` cannot say otherwise";
    report(findings, { code: "PLX-309", message, path: [spelling], hint: "remove `isOptional`, or the value" });
  }
  return rest;
}

function check(fields: Readonly<Record<string, unknown>>, findings: Findings): void {
  const { name, type, isFlag, value } = fields;
  if (typeof name === "string" && RESERVED_NAMES.has(name)) {
    const message = `\`${name}\` is a reserved name: templates already use it`;
    report(findings, { code: "PLX-307", message, path: ["name"], hint: "choose another name" });
  }
  if (isFlag === true && type !== "bool") {
    const message = "a flag must be of type `bool`";
    report(findings, { code: "PLX-309", message, path: ["isFlag"], expected: "type: bool" });
  }
  if (value === undefined || typeof type !== "string" || findings.problems.length > 0) return;
  const result = convertIoValue(fields, value);
  if (!result.ok)
    report(findings, { code: "PLX-309", message: `the default does not fit: ${result.message}`, path: ["value"] });
}

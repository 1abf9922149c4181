import { isMapping, type Problem } from "../schema/reader.ts";
import type { Surprise } from "./surprising-scalars.ts";

export interface TrapReading {
  /** What was read as the author meant it, and not as YAML has it. */
  readonly meant: readonly Problem[];
  /** What was read as YAML has it, which may not be what the author meant. */
  readonly doubtful: readonly Problem[];
}

/**
 * Values that YAML 1.1 reads as something else than they look. A range such as `1:10:2`, which is the number 4202 in base 60, is
 * certain to be meant as a range: it is put back into `root`. Where any value may stand, the author is warned; where the language
 * asks for one type, the schema tells.
 */
export function readTraps(root: unknown, surprises: readonly Surprise[]): TrapReading {
  const meant: Problem[] = [];
  const doubtful: Problem[] = [];
  for (const surprise of surprises) {
    if (putBackRange(root, surprise)) {
      const message = `${surprise.text} is read as a range; YAML by itself reads the number ${shown(surprise.value)}, in base 60`;
      meant.push({
        code: "PLX-904",
        message,
        path: surprise.path,
        hint: `put it in quotes: "${surprise.text}"`,
        mend: `"${surprise.text}"`,
      });
    } else if (isFreeValue(surprise) && !isExpected(root, surprise)) {
      const { text, value } = surprise;
      const message = `\`${text}\` is read as ${typeof value === "string" ? "text" : `the ${typeof value} ${shown(value)}`}${REASONS[surprise.as]}`;
      doubtful.push({ code: "PLX-905", message, path: surprise.path, hint: hintFor(surprise) });
    }
  }
  return { meant, doubtful };
}

const shown = (value: unknown): string => String(value);

const REASONS = {
  "base 60": ", in base 60",
  octal: ", in octal",
  boolean: "",
  exponent: ": in YAML 1.1 a number with an exponent has a dot and a sign",
} as const satisfies Record<Surprise["as"], string>;

function hintFor({ as, text, value }: Surprise): string {
  switch (as) {
    case "base 60":
      return `put it in quotes if it is text: "${text}"; else write ${shown(value)}`;
    case "octal":
      return `put it in quotes if it is text: "${text}"; else write ${text.replace(/^([-+]?)0+/, "$1")} or ${shown(value)}`;
    case "boolean":
      return `put it in quotes if it is text: "${text}"; else write ${shown(value)}`;
    case "exponent":
      return `for a number write ${signedExponent(text)}; put it in quotes if it is text`;
  }
}

/** `1e-3` -> `1.0e-3`, `1.5e3` -> `1.5e+3` */
export function signedExponent(text: string): string {
  const [mantissa = "", exponent = ""] = text.toLowerCase().split("e");
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}e${/^[-+]/.test(exponent) ? exponent : `+${exponent}`}`;
}

/** The kinds of hyper-parameters that are written `a:b:c`. */
const COLON_KINDS: ReadonlySet<unknown> = new Set(
  "range linspace logspace geomspace uniform quniform loguniform qloguniform normal qnormal lognormal qlognormal".split(
    " ",
  ),
);

function putBackRange(root: unknown, { as, path, text }: Surprise): boolean {
  if (as !== "base 60" || path.at(-1) !== "value" || path.at(-3) !== "params" || path.at(-4) !== "matrix") return false;
  const parameter = valueOf(root, path.slice(0, -1));
  if (!isMapping(parameter) || !COLON_KINDS.has(parameter["kind"])) return false;
  parameter["value"] = text;
  return true;
}

/** Where the language takes any value: params, inputs and outputs, what a matrix tries, arguments of a command. */
function isFreeValue({ as, path }: Surprise): boolean {
  // An argument becomes text again, the same one where YAML has left it as text.
  if (path.at(-2) === "args" || path.at(-2) === "command") return as !== "exponent";
  const at = (step: string | number): number => path.lastIndexOf(step);
  if (at("params") >= 0 && path.length > at("params") + 1) return true;
  if (at("values") > 0 && path[at("values") - 1] === "matrix") return true;
  return ["inputs", "outputs"].some((section) => at(section) >= 0 && path[at(section) + 2] === "value");
}

/** The input that takes the value has a type to which the surprise is none. */
function isExpected(root: unknown, { as, path }: Surprise): boolean {
  const type = typeOf(root, path);
  if (as === "boolean") return type === "bool";
  // A number is read from text too, and a clock's time is the same in base 60.
  if (as === "exponent") return type === "float" || type === "metric" || type === "int" || type === "str";
  return as === "base 60" && (type === "timedelta" || path.at(-1) === "timeout");
}

function typeOf(root: unknown, path: Surprise["path"]): unknown {
  const section = path.findLastIndex((step) => step === "inputs" || step === "outputs");
  if (section >= 0) {
    const io = valueOf(root, path.slice(0, section + 2));
    return isMapping(io) ? io["type"] : undefined;
  }
  const params = path.findLastIndex((step) => step === "params" || step === "values");
  const isMatrix = path[params - 1] === "matrix";
  const operation = valueOf(root, path.slice(0, isMatrix ? params - 1 : params));
  const name = path[params] === "values" ? path[params + 2] : path[params + 1];
  if (!isMapping(operation) || !isMapping(operation["component"])) return undefined;
  const declared = ["inputs", "outputs"].flatMap((key) => {
    const list = (operation["component"] as Record<string, unknown>)[key];
    return Array.isArray(list) ? (list as unknown[]) : [];
  });
  const io = declared.find((each) => isMapping(each) && each["name"] === name);
  return isMapping(io) ? io["type"] : undefined;
}

function valueOf(root: unknown, path: Surprise["path"]): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value) && typeof step === "number") return value[step] as unknown;
    return isMapping(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, root);
}

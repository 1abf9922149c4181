import { built } from "./built.ts";
import type { IO, Operation, Param, TemplateText } from "./generated/polyaxonfile.ts";

/** The types that inputs and outputs may have, `List[int]` and the like included. */
export type IoType =
  | "any"
  | "artifacts"
  | "bool"
  | "date"
  | "datetime"
  | "dict"
  | "dockerfile"
  | "email"
  | "event"
  | "file"
  | "float"
  | "gcs"
  | "git"
  | "image"
  | "int"
  | "list"
  | "metadata"
  | "metric"
  | "path"
  | "s3"
  | "str"
  | "tensorboard"
  | "timedelta"
  | "uri"
  | "uuid"
  | "wasb"
  | `List[${string}]`
  | `Dict[${string}]`
  | `Optional[${string}]`;

type Details = Omit<IO, "name" | "type">;

/**
 * An input of a component. With a `value` it is optional.
 *
 * @example input("lr", "float", { value: 0.1, validation: { gt: 0 } })
 */
export const input = (name: string, type: IoType, details: Details = {}): IO => built({ name, type, ...details });
/** An output of a component. */
export const output = (name: string, type: IoType, details: Details = {}): IO => built({ name, type, ...details });

/** A param with more than a value: `toEnv`, `toInit`, `connection`, `contextOnly`. */
export const param = (fields: Param): Param => built({ ...fields });

type Reference = `outputs.${string}` | `inputs.${string}` | `artifacts.${string}` | `globals.${string}`;
type Whole = "outputs" | "inputs" | "artifacts" | "io";

/**
 * A value of another operation of the same dag, which then comes first.
 *
 * @example params: { model: fromOperation("train", "outputs.model") }
 */
export const fromOperation = (operation: string | Operation, value: Reference | Whole): Param =>
  built({ ref: `ops.${nameOf(operation)}`, value });
/** A value of a run that exists, by its uuid. */
export const fromRun = (uuid: string, value: Reference | Whole): Param => built({ ref: `runs.${uuid}`, value });
/** An input of the dag that holds this operation. */
export const fromDag = (value: Reference | Exclude<Whole, "outputs">): Param => built({ ref: "dag", value });

/**
 * Text that is rendered before it is used, where the types cannot see that it contains `{{ ... }}`.
 *
 * @throws TypeError when it does not
 */
export function template(text: string): TemplateText {
  if (/\{\{[^]*\}\}/.test(text)) return text as TemplateText;
  throw new TypeError(`expected text with {{ ... }}, found ${JSON.stringify(text)}`);
}

function nameOf(operation: string | Operation): string {
  const name = typeof operation === "string" ? operation : operation.name;
  if (name === undefined) throw new TypeError("an operation that others refer to needs a name");
  return name;
}

import { describe } from "../issues/describe.ts";
import { type Conversion, type Converter, CONVERTERS, listOfValue, mappingOfValue } from "./converters.ts";

/**
 * The converter of a type: a name, or a typing expression over names (`List[int]`, `Dict[str, float]`, `Optional[int]`,
 * `Set[..]`, `Tuple[..]`). Undefined when the type is not known. Converters are made once for each type text.
 */
export function converterFor(type: string): Converter | undefined {
  const known = cache.get(type);
  if (known !== undefined) return known;
  const made = build(type.trim(), 0);
  if (made !== undefined && cache.size < CACHE_LIMIT) cache.set(type, made);
  return made;
}

const cache = new Map<string, Converter>();
const CACHE_LIMIT = 500;
const MAX_NESTING = 8;

function build(type: string, nesting: number): Converter | undefined {
  if (nesting > MAX_NESTING) return undefined;
  const match = /^(\w+)\[(.*)\]$/s.exec(type);
  if (match === null) return Object.hasOwn(CONVERTERS, type) ? CONVERTERS[type] : BARE[type];
  const inner = splitArguments(match[2]!).map((argument) => build(argument, nesting + 1));
  if (inner.includes(undefined)) return undefined;
  const parts = inner as Converter[];
  switch (match[1]!.toLowerCase()) {
    case "list":
    case "set":
      return parts.length === 1 ? listConverter(parts[0]!) : undefined;
    case "tuple":
      return tupleConverter(parts);
    case "dict":
      return parts.length === 2 ? mappingConverter(parts[1]!) : undefined;
    case "optional":
      return parts.length === 1 ? parts[0] : undefined;
    default:
      return undefined;
  }
}

const anyList: Converter = (value) => CONVERTERS["list"]!(value);
const anyMapping: Converter = (value) => CONVERTERS["dict"]!(value);
const BARE: Readonly<Record<string, Converter | undefined>> = {
  __proto__: null as never,
  Any: CONVERTERS["any"],
  List: anyList,
  Dict: anyMapping,
  Set: anyList,
  set: anyList,
  Tuple: anyList,
  tuple: anyList,
};

function listConverter(item: Converter): Converter {
  return (value) => {
    const items = listOfValue(value);
    if (items === undefined) return { ok: false, expected: "a list, or JSON text of one" };
    return all(
      items.map((given, index) => [String(index), given, item]),
      (values) => values.map(([, converted]) => converted),
    );
  };
}

function tupleConverter(parts: readonly Converter[]): Converter {
  return (value) => {
    const items = listOfValue(value);
    if (items?.length !== parts.length) return { ok: false, expected: `a list of ${parts.length} values` };
    return all(
      items.map((given, index) => [String(index), given, parts[index]!]),
      (values) => values.map(([, converted]) => converted),
    );
  };
}

function mappingConverter(item: Converter): Converter {
  return (value) => {
    const mapping = mappingOfValue(value);
    if (mapping === undefined) return { ok: false, expected: "a mapping, or JSON text of one" };
    return all(
      Object.entries(mapping).map(([key, given]) => [key, given, item]),
      Object.fromEntries,
    );
  };
}

function all(
  parts: readonly (readonly [string, unknown, Converter])[],
  assemble: (values: readonly (readonly [string, unknown])[]) => unknown,
): Conversion {
  const values: (readonly [string, unknown])[] = [];
  for (const [key, given, converter] of parts) {
    const result = converter(given);
    if (!result.ok) return { ...result, found: `${result.found ?? describe(given)} at [${key}]` };
    values.push([key, result.value]);
  }
  return { ok: true, value: assemble(values) };
}

/** Splits at the commas that are in no bracket. */
function splitArguments(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index <= text.length; index++) {
    const character = text[index];
    if (character === "[") depth++;
    else if (character === "]") depth--;
    else if (character === undefined || (character === "," && depth === 0)) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  return parts;
}

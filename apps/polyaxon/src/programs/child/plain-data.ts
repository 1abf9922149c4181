import type { ProgramAnswer, ProgramPlace, SourcePlace } from "../program-answer.ts";

/** As deep as a Polyaxonfile may be nested. */
const MOST_LEVELS = 100;
/** More than a Polyaxonfile may hold; parts that are used again and again count each time. */
const MOST_VALUES = 300_000;

type Path = readonly (string | number)[];

class Refused extends Error {}

/** A program's value as JSON would have it, with the places where its parts were made. */
export function plainData(value: unknown, placeOf: (value: object) => SourcePlace | undefined): ProgramAnswer {
  const places: ProgramPlace[] = [];
  let values = 0;

  const copy = (from: unknown, path: Path): unknown => {
    values += 1;
    if (values > MOST_VALUES) throw new Refused(`it holds more than ${MOST_VALUES} values`);
    if (path.length > MOST_LEVELS) throw new Refused(`it is nested more than ${MOST_LEVELS} levels, or holds itself`);
    if (from instanceof Date) return from.toISOString();
    if (typeof from !== "object" || from === null) return scalar(from, path);
    const place = placeOf(from);
    if (place !== undefined) places.push({ ...place, path });
    if (Array.isArray(from)) return from.map((item: unknown, index) => copy(item, [...path, index]));
    if (!isPlain(from)) throw new Refused(`${nameOf(path)} is a ${from.constructor.name}: expected plain data`);
    return Object.fromEntries(
      Object.entries(from)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => [key, copy(item, [...path, key])]),
    );
  };

  try {
    const copied = copy(value, []);
    if (typeof copied !== "object" || copied === null || Array.isArray(copied))
      return { ok: false, message: `it exports ${describe(copied)}: expected an operation or a component` };
    return { ok: true, value: copied, places };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const place = places.at(-1);
    return { ok: false, message: error.message, ...(place === undefined ? {} : { place }) };
  }
}

function scalar(value: unknown, path: Path): unknown {
  if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint")
    throw new Refused(`${nameOf(path)} is a ${typeof value}: expected plain data`);
  if (typeof value === "number" && !Number.isFinite(value))
    throw new Refused(`${nameOf(path)} is ${value}: a Polyaxonfile holds finite numbers`);
  return value ?? null;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const nameOf = (path: Path): string => (path.length === 0 ? "what it exports" : `\`${path.join(".")}\``);
const describe = (value: unknown): string =>
  value === null ? "nothing" : Array.isArray(value) ? "a list" : `a ${typeof value}`;

import { InvalidArgumentError, Option } from "commander";

export const limitOption = (standard: number): Option =>
  new Option("-l, --limit <n>", "at most this many").argParser(wholeNumber).default(standard);

/** Upstream's way to the pages behind the first. */
export const offsetOption = (): Option =>
  new Option("--offset <n>", "without the first n of them (also -off)").argParser(wholeOrZero);

/** For options that count something. */
export function wholeNumber(text: string): number {
  const value = digits(text);
  if (value === null || value < 1) throw new InvalidArgumentError("expected a whole number above 0");
  return value;
}

function wholeOrZero(text: string): number {
  const value = digits(text);
  if (value === null) throw new InvalidArgumentError("expected a whole number, 0 or more");
  return value;
}

function digits(text: string): number | null {
  const value = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(value) ? value : null;
}

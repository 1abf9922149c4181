import { InvalidArgumentError, Option } from "commander";

export const limitOption = (standard: number): Option =>
  new Option("-l, --limit <n>", "at most this many").argParser(wholeNumber).default(standard);

/** For options that count something. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError("expected a whole number above 0");
  }
  return value;
}

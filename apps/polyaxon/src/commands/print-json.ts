import { type Command, Option } from "commander";
import type { Output } from "../terminal/output.ts";

// Valid JSON already escapes C0; these too must not reach a terminal raw. Escaped they mean the same to a parser.
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

export function printJson(out: Output, data: unknown): void {
  const text = JSON.stringify(data, null, 2);
  out.write(`${text.replace(UNSAFE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`);
}

export interface OutputOptions {
  readonly output?: string;
  readonly json?: boolean;
}

/** `-o json` and its short form, on every command that shows data. */
export const withOutputOptions = (command: Command): Command =>
  command
    .addOption(new Option("-o, --output <format>", "how to print").choices(["table", "json"]))
    .option("--json", "the same as -o json");

export const wantsJson = (options: OutputOptions): boolean => options.json === true || options.output === "json";

import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import { readSource } from "./read-source.ts";

export interface ChangeOptions {
  readonly file?: string;
  readonly param?: readonly string[];
  readonly recompile?: boolean;
}

/**
 * What is sent to change an operation that the server keeps: the file's fields, and `-P` over its params, as JSON text. Null when
 * nothing was asked for. Values of `-P` stay text; the server converts them as the inputs say.
 *
 * @throws CliError for a file that cannot be read as one mapping, and for a `-P` without a name
 */
export async function changedContent(context: CliContext, options: ChangeOptions): Promise<string | null> {
  const { file, param = [], recompile } = options;
  if (recompile === true && file === undefined) {
    throw new CliError("usage", "--recompile takes its operation from a file: -f FILE");
  }
  if (file === undefined && param.length === 0) return null;
  const fields = file === undefined ? {} : await mappingOf(context, file);
  if (param.length === 0) return JSON.stringify(fields);
  return JSON.stringify({ ...fields, params: { ...recordOf(fields["params"]), ...paramsOf(param) } });
}

async function mappingOf(context: CliContext, file: string): Promise<Readonly<Record<string, unknown>>> {
  const { parseYamlValue } = await import("@polyaxon/spec");
  const { bytes } = await readSource(context, file);
  const read = parseYamlValue(new TextDecoder().decode(bytes));
  if (!read.ok) throw new CliError("usage", `${file}: ${read.message}`, [`look closer: polyaxon check -f ${file}`]);
  const fields = recordOf(read.value);
  if (fields === null) throw new CliError("usage", `${file}: expected the fields of an operation, such as params: ...`);
  return fields;
}

function paramsOf(given: readonly string[]): Readonly<Record<string, { readonly value: string }>> {
  const params = given.map((text) => {
    const [, name = "", value = ""] = /^\s*([^=]*?)\s*=(.*)$/s.exec(text) ?? [];
    if (name === "") throw new CliError("usage", `-P: expected name=value, found ${JSON.stringify(text)}`);
    return [name, { value }] as const;
  });
  return Object.fromEntries(params);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
}

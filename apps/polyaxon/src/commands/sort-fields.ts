import { CliError } from "./cli-error.ts";

/**
 * What lists can be sorted by (reference: the API's lists). The server ignores what it does not know, as its Python
 * clients expect; a person would believe the order to be the one they asked for.
 */
export const RUN_SORTS = {
  fields: [
    "created_at",
    "updated_at",
    "started_at",
    "finished_at",
    "schedule_at",
    "name",
    "kind",
    "runtime",
    "uuid",
    "duration",
    "wait_time",
    "status",
    "cpu",
    "memory",
    "gpu",
    "user",
  ],
  /** Each with a name behind a dot. */
  scopes: ["metrics", "params", "outputs", "inputs", "meta_info", "out", "in", "meta_flags", "meta_values"],
} as const satisfies SortFields;

export const PROJECT_SORTS = { fields: ["created_at", "updated_at", "name"], scopes: [] } as const satisfies SortFields;

interface SortFields {
  readonly fields: readonly string[];
  readonly scopes: readonly string[];
}

/**
 * The sort as it was given.
 *
 * @throws CliError for a key that the server would ignore
 */
export function checkedSort(text: string, { fields, scopes }: SortFields): string {
  for (const item of text.split(",")) {
    const key = item.trim().replace(/^-/, "").trim();
    const [scope = "", name] = key.split(/\.(.*)/s);
    if (key === "" || (name ? scopes.includes(scope) : fields.includes(key))) continue;
    throw new CliError("usage", `cannot sort by "${key}"`, [
      `fields: ${[...fields, ...scopes.slice(0, 2).map((known) => `${known}.NAME`)].join(", ")}`,
      ...(scopes.length > 0 && !key.includes(".")
        ? [`a metric or a param is written metrics.${key}, params.${key}`]
        : []),
    ]);
  }
  return text;
}

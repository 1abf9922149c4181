import { defaultPathSerializer } from "openapi-fetch";
import type { ClientOptions } from "./client-options.ts";
import { InvalidOptionError, InvalidRequestError } from "./errors.ts";

/**
 * The path of a call. What stands in for a parameter is one segment, whatever is in it; `.` and `..` would name another address instead
 * (`DELETE .../runs/..` is the project), and nothing would name the list.
 *
 * @throws InvalidRequestError
 */
export function pathOf(path: string, params: Record<string, unknown>): string {
  for (const [name, value] of Object.entries(params))
    if (typeof value !== "string" || value === "" || value === "." || value === "..")
      throw new InvalidRequestError(
        400,
        "invalid-request",
        [`${name}: expected a name, found ${JSON.stringify(value)}`],
        {
          method: "a call of",
          path,
        },
      );
  return defaultPathSerializer(path, params);
}

/** JSON of a body. What it has no number for is sent as the server stores it: as a word, or with all its digits. */
export const jsonOf = (body: unknown): string => JSON.stringify(body, sendable);

function sendable(_key: string, value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value !== "bigint") return value;
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value);
}

/** The address without a slash at its end. @throws InvalidOptionError */
export function hostOf({ host }: ClientOptions): string {
  const parsed = URL.canParse(host) ? new URL(host) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol))
    throw new InvalidOptionError(
      `host: expected an address such as http://127.0.0.1:8000 or https://polyaxon.example.org, found ${JSON.stringify(host)}`,
    );
  return host.replace(/\/+$/, "");
}

/** @throws InvalidOptionError for a token that no header can hold; the message does not show it */
export function headersOf({ service, token }: ClientOptions): Record<string, string> {
  // A file that a token is read from ends with a line break.
  const trimmed = token?.trim();
  if (trimmed !== undefined && !/^[\x20-\x7e]*$/.test(trimmed))
    throw new InvalidOptionError("token: expected one line of letters, digits and signs, as the server printed it");
  return {
    Accept: "application/json",
    ...(trimmed ? { Authorization: `Token ${trimmed}` } : {}),
    ...(service === undefined ? {} : { "X-POLYAXON-SERVICE": service }),
  };
}

import { CliError } from "./cli-error.ts";

/**
 * The address of a server as requests take it, without a slash at its end.
 *
 * @throws CliError for what is no address; `from` says where it was read: `POLYAXON_HOST`, a file's path
 */
export function serverAddress(text: string, from?: string): string {
  if (isWebAddress(text)) return text.replace(/\/+$/, "");
  const guess = `http://${text}`;
  throw new CliError(
    "usage",
    `${from === undefined ? "" : `${from}: `}"${text}" is not an address: expected http://HOST:PORT or https://HOST`,
    !text.includes("://") && isWebAddress(guess) ? [`did you mean ${guess}?`] : [],
  );
}

function isWebAddress(text: string): boolean {
  try {
    return /^https?:$/.test(new URL(text).protocol);
  } catch {
    return false;
  }
}

import { createHmac, timingSafeEqual } from "node:crypto";
import { type RunId, parseRunId } from "./ports/records.ts";

/**
 * The access token of one attempt of one run (`POLYAXON_AUTH_TOKEN` in its environment): the fence on every write.
 *
 * Stateless: the server's secret signs the pair, so that nothing is stored and a restart changes nothing. Whether the
 * attempt is still the newest is the store's question, asked in the transaction of each write.
 */
export interface RunTokens {
  issue(run: RunId, attempt: number): string;
  /** Null for anything that this server did not sign. */
  verify(token: string): { readonly run: RunId; readonly attempt: number } | null;
}

const PREFIX = "plxr";
const LONGEST = 200;

/** @param secret at least 32 random bytes, kept for the life of the data folder */
export function createRunTokens(secret: Uint8Array): RunTokens {
  if (secret.length < 32) throw new Error(`the run-token secret must have at least 32 bytes, found ${secret.length}`);
  const sign = (run: RunId, attempt: number): string =>
    createHmac("sha256", secret).update(`run-attempt:${run}:${attempt}`).digest("base64url");
  return {
    issue: (run, attempt) => `${PREFIX}_${run}_${attempt}_${sign(run, attempt)}`,
    verify(token) {
      if (token.length > LONGEST) return null;
      const match = /^plxr_([0-9a-f]{32})_([1-9][0-9]{0,8})_([A-Za-z0-9_-]{43})$/.exec(token);
      const run = parseRunId(match?.[1] ?? "");
      if (match === null || run === null) return null;
      const attempt = Number(match[2]);
      const expected = Buffer.from(sign(run, attempt));
      return timingSafeEqual(expected, Buffer.from(match[3] ?? "")) ? { run, attempt } : null;
    },
  };
}

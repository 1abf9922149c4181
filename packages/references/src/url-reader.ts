import { addressPolicy, fetchBounded, OutgoingError } from "@polyaxon/outgoing";
import { problem, type ReferenceReader } from "./reference-reader.ts";

/** Bytes and milliseconds that one `urlRef` may take. */
const MAX_BYTES = 1_000_000;
const TIMEOUT_MS = 10_000;

/**
 * Components on the web.
 *
 * @param allowed   hosts, addresses and blocks that may be called although they are not on the public internet
 * @param allowHint how somebody adds to them
 * @throws RangeError for an entry of `allowed` that is none of these
 */
export function urlReader(allowed: readonly string[], allowHint: string): ReferenceReader {
  const policy = addressPolicy(allowed);
  return async (reference) => {
    try {
      const { body, url } = await fetchBounded(reference, { policy, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS });
      return { ok: true, text: { identity: `url:${url}`, bytes: body, filename: url, origin: { kind: "url" } } };
    } catch (error) {
      if (!(error instanceof OutgoingError)) throw error;
      const isAddress = error.message.includes("public internet");
      if (error.reason === "refused")
        return problem("reference.refused", error.message, isAddress ? allowHint : undefined);
      return problem("reference.unreadable", `\`${reference}\` cannot be read: ${error.message}`);
    }
  };
}

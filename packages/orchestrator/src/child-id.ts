import { createHash } from "node:crypto";
import type { RunId } from "./ports/records.ts";

/**
 * The uuid of a pipeline's n-th child: a name-based uuid (RFC 9562 §5.5, version 5) of the parent and the index.
 * A decision made twice names the same child, so that the store can refuse the second one; nothing random is needed.
 */
export function childId(parent: RunId, index: number): RunId {
  const digest = createHash("sha1").update(Buffer.from(parent, "hex")).update(`child:${index}`).digest();
  digest[6] = (digest[6]! & 0x0f) | 0x50;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  return digest.subarray(0, 16).toString("hex") as RunId;
}

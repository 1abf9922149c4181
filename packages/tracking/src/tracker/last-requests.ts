import type { Outbox, WireRequest } from "./outbox.ts";

/** Of points that a process which is exiting hands on as one text: far below the longest that there can be, and soon sent. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * All that an outbox has still to tell at the end of its run. Points beyond a bound are left in their files, which go whole.
 *
 * @param most bytes of points. Default 64 MiB
 * @returns `isWhole`: no points were left out
 */
export function lastRequests(
  outbox: Outbox,
  most: number = MOST_BYTES,
): { readonly requests: readonly WireRequest[]; readonly isWhole: boolean } {
  const requests = outbox.take("all");
  let bytes = bytesOf(requests);
  while (outbox.isBehind() && bytes < most) {
    const more = outbox.take("all");
    bytes += bytesOf(more);
    requests.push(...more);
  }
  const isWhole = !outbox.isBehind();
  if (!isWhole) {
    outbox.withoutBatches();
    requests.push(...outbox.take("all"));
  }
  return { requests, isWhole };
}

const bytesOf = (requests: readonly WireRequest[]): number =>
  requests.reduce((sum, one) => sum + (one.kind === "points" ? one.body.byteLength : 0), 0);

import type { FastifyRequest } from "fastify";
import type { Readable } from "node:stream";
import type { ApiDeps } from "../api-deps.ts";
import { detail } from "../api-error.ts";

/** Largest block of one request. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Of all requests at once; what comes on top is asked to come again. */
const MOST_BYTES_AT_ONCE = 128 * 1024 * 1024;

const underWay = new WeakMap<ApiDeps["store"], { bytes: number }>();

/** Reads the body of a request and hands it on, while all bodies that are in memory stay within bounds. */
export async function takePacked<T>(
  { store }: Pick<ApiDeps, "store">,
  request: FastifyRequest,
  use: (bytes: Uint8Array) => Promise<T>,
): Promise<T> {
  const declared = Number(request.headers["content-length"]);
  if (!Number.isSafeInteger(declared) || declared <= 0)
    throw detail(411, "length-required", "Say how many bytes follow: Content-Length.");
  if (declared > MOST_BYTES)
    throw detail(
      413,
      "too-large",
      `Expected at most ${MOST_BYTES} bytes, found ${declared}; send fewer points at once.`,
    );
  const now = underWay.get(store) ?? { bytes: 0 };
  underWay.set(store, now);
  if (now.bytes + declared > MOST_BYTES_AT_ONCE)
    throw detail(503, "busy", "Too many points are on their way at once; send these again later.");
  now.bytes += declared;
  try {
    const bytes = Buffer.allocUnsafe(declared);
    let filled = 0;
    for await (const chunk of request.body as Readable) {
      const piece = chunk as Buffer;
      if (filled + piece.length > declared) throw detail(400, "malformed-series", "More bytes came than were said.");
      piece.copy(bytes, filled);
      filled += piece.length;
    }
    if (filled !== declared) throw detail(400, "malformed-series", "Fewer bytes came than were said.");
    return await use(bytes);
  } finally {
    now.bytes -= declared;
  }
}

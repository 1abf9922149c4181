import type { FastifyReply } from "fastify";

/**
 * What is worth saying beside an answer whose body is upstream's: the header `X-Polyaxon-Notices`, a JSON list of sentences for
 * people. In ASCII, as headers are.
 */
export function sendNotices(reply: FastifyReply, notices: readonly string[]): void {
  if (notices.length > 0) reply.header("x-polyaxon-notices", inAscii(JSON.stringify(notices)));
}

const inAscii = (json: string): string =>
  json.replaceAll(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);

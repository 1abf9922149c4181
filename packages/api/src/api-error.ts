/**
 * An answer other than success, in upstream's body shapes (reference/api.md §4). The stable code travels in the header
 * `X-Polyaxon-Code`; a text body is sent as plain text (the streams routes do so).
 */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly body: unknown;

  constructor(status: number, code: string, body: unknown) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
    this.body = body;
  }
}

/** `{"detail": ...}` */
export const detail = (status: number, code: string, text: string): ApiError =>
  new ApiError(status, code, { detail: text });

export const notFound = (): ApiError => detail(404, "not-found", "Not found.");

/** `{"<field>": ["message"]}` */
export const badField = (field: string, message: string, code = "invalid-request"): ApiError =>
  new ApiError(400, code, { [field]: [message] });

/** A rule of the product was broken: a JSON list of messages. */
export const refused = (messages: readonly string[], code = "refused"): ApiError => new ApiError(400, code, messages);

/** An operation that becomes no run: it is wrong, or names what its user may not use. */
export const notSubmitted = ({
  kind,
  messages,
}: {
  readonly kind: "refused" | "forbidden";
  readonly messages: readonly string[];
}): ApiError =>
  kind === "refused" ? refused(messages, "invalid-operation") : detail(403, "forbidden", messages.join("\n"));

/** A problem of a streams route: plain text. */
export const streamError = (status: number, code: string, text: string): ApiError => new ApiError(status, code, text);

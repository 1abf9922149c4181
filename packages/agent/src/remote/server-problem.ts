/** Why a call to the server failed, for the loops that repeat it and for the person who reads the log. */
export class ServerProblem extends Error {
  override readonly name = "ServerProblem";
  /**
   * - `unreachable`: no answer; it may come back.
   * - `unavailable`: it answered that it cannot now (5xx, 429).
   * - `disk`: it cannot store files now; whatever needs none is answered.
   * - `stale`: the attempt is not this agent's (any more).
   * - `refused`: this request is wrong and stays so.
   * - `elsewhere`: the file is not as long as was thought; `length` tells how long it is.
   * - `not-found`: there is no such file, or no such address.
   */
  readonly kind: "unreachable" | "unavailable" | "disk" | "stale" | "refused" | "elsewhere" | "not-found";
  readonly length: number | null;

  constructor(kind: ServerProblem["kind"], message: string, options: { cause?: unknown; length?: number | null } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.length = options.length ?? null;
  }

  /** Worth repeating without end: nothing is wrong with the request. */
  get passes(): boolean {
    return this.kind === "unreachable" || this.kind === "unavailable" || this.kind === "disk";
  }
}

/** What a failed `fetch` means, in words for people. */
export function unreachable(url: string, error: unknown): ServerProblem {
  const cause = innermost(error);
  const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "";
  return new ServerProblem("unreachable", `${url}: ${WORDS[code] ?? words(code, cause)}`, { cause: error });
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there (connection refused); is the server running, and is this its address?",
  ENOTFOUND: "there is no such host; check the name in the address",
  EAI_AGAIN: "the host's name could not be looked up just now",
  EHOSTUNREACH: "the host cannot be reached from here",
  ENETUNREACH: "the network cannot be reached from here",
  ETIMEDOUT: "the host did not answer in time",
  ECONNRESET: "the connection was cut",
  UND_ERR_SOCKET: "the connection was cut",
  UND_ERR_CONNECT_TIMEOUT: "the host did not answer in time",
  UND_ERR_HEADERS_TIMEOUT: "the server did not answer in time",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed; trust it with NODE_EXTRA_CA_CERTS=FILE",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate's authority is not trusted; trust it with NODE_EXTRA_CA_CERTS=FILE",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "its certificate could not be verified; trust its authority with NODE_EXTRA_CA_CERTS=FILE",
  CERT_HAS_EXPIRED: "its certificate has expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name; use the name it was made for",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS; use http:// or the port that does",
};

function words(code: string, cause: unknown): string {
  if (cause instanceof Error && cause.name === "TimeoutError") return "the server did not answer in time";
  if (code.startsWith("ERR_SSL") || code.includes("CERT")) return `no secure connection (${code})`;
  return cause instanceof Error ? cause.message : String(cause);
}

/** `fetch` hides the reason in a chain of causes; of several addresses tried, the first says enough. */
function innermost(error: unknown): unknown {
  let inner = error;
  for (let depth = 0; depth < 5 && inner instanceof Error; depth++) {
    if (inner instanceof AggregateError && inner.errors.length > 0) inner = inner.errors[0];
    else if (inner.cause === undefined) break;
    else inner = inner.cause;
  }
  return inner;
}

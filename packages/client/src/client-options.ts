export interface ClientOptions {
  /** Base URL of the server, such as `http://127.0.0.1:8000`; a trailing slash is dropped. */
  readonly host: string;
  /** Sent as `Authorization: Token ...`; without it no header is sent. */
  readonly token?: string | null;
  /** Who calls, for the `X-POLYAXON-SERVICE` header. */
  readonly service?: string;
  /** Milliseconds until one call is given up; default 30,000. */
  readonly timeoutMs?: number;
  readonly fetch?: typeof globalThis.fetch;
}

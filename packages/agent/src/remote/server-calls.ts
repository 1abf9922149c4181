import { AgentRefused } from "@polyaxon/orchestrator";
import { limitedAnswer } from "./limited-answer.ts";
import { ServerProblem, unreachable } from "./server-problem.ts";

export interface ServerAddress {
  /** Such as `https://plx.example.org`; a path before the routes is kept. */
  readonly url: string;
  /** Of this agent (`plxg_...`); of a person for the one call that makes it. Null: none is sent. */
  readonly token: string | null;
  /** Names this process of the agent. Default: the server is not told. */
  readonly session?: string;
  /** Default: the platform's, which keeps connections open between calls. */
  readonly fetch?: typeof globalThis.fetch;
}

export interface ServerCall {
  readonly method: "GET" | "POST" | "PUT";
  /** Below `/agent/v1`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly json?: unknown;
  readonly bytes?: { readonly body: Uint8Array | AsyncIterable<Uint8Array>; readonly length: number };
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** One request of the agent protocol. Throws `ServerProblem`, or `AgentRefused` when asking again is of no use. */
export type CallServer = (call: ServerCall) => Promise<Response>;

export function serverCalls(address: ServerAddress): CallServer {
  const base = readAddress(address.url);
  const send = address.fetch ?? globalThis.fetch;
  return async (call) => {
    const url = `${base}/agent/v1${call.path}${queryText(call.query)}`;
    const timeout = AbortSignal.timeout(call.timeoutMs);
    // In Node 20 a signal made of others does not hold them: one that nobody listens to is collected, and never comes.
    timeout.addEventListener("abort", () => {}, { once: true });
    const signal = call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]);
    const request: RequestInit & { duplex?: "half" } = {
      method: call.method,
      headers: {
        accept: "application/json",
        ...(address.session === undefined ? {} : { "x-polyaxon-agent-session": address.session }),
        ...(address.token === null ? {} : { authorization: `Token ${address.token}` }),
        ...(call.json === undefined ? {} : { "content-type": "application/json" }),
        ...(call.bytes === undefined
          ? {}
          : { "content-type": "application/octet-stream", "content-length": String(call.bytes.length) }),
      },
      ...(call.json === undefined ? {} : { body: JSON.stringify(call.json) }),
      ...(call.bytes === undefined ? {} : { body: call.bytes.body, duplex: "half" }),
      redirect: "error",
      signal,
    };
    const failure = (error: unknown): unknown => (call.signal?.aborted === true ? error : unreachable(base, error));
    let answer: Response;
    try {
      answer = limitedAnswer(await send(url, request), signal, failure);
    } catch (error) {
      throw failure(error);
    }
    if (answer.ok) return answer;
    throw await problemOf(base, call.path, answer);
  };
}

/** @throws AgentRefused when it is no http(s) address */
function readAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new AgentRefused(
      "address",
      `expected the server's address, such as https://plx.example.org; found "${text}"`,
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

function queryText(query: ServerCall["query"]): string {
  if (query === undefined) return "";
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) text.set(name, String(value));
  return `?${text.toString()}`;
}

async function problemOf(base: string, path: string, answer: Response): Promise<Error> {
  const text = await answer.text().catch(() => "");
  const code = answer.headers.get("x-polyaxon-code");
  const said = `${base} answered ${answer.status}: ${detailOf(text)}`;
  switch (answer.status) {
    case 401:
    case 403:
      if (code === null) return new AgentRefused("address", `${said}\n${NOT_OURS}`);
      return new AgentRefused("token", tellsWhatToDo(code, said) ? said : `${said}\n${HOW_TO_GET_A_TOKEN}`);
    case 409:
      if (code === "agent-version") return new AgentRefused("version", detailOf(text));
      if (code === "agent-superseded") return new AgentRefused("superseded", detailOf(text));
      if (code === "agent-in-use") return new ServerProblem("unavailable", detailOf(text));
      if (code === "agent-name-taken") return new AgentRefused("name-taken", detailOf(text));
      if (code === "stale-attempt") return new ServerProblem("stale", said);
      if (code === "elsewhere") {
        return new ServerProblem("elsewhere", said, { length: Number(answer.headers.get("x-polyaxon-length")) });
      }
      return new ServerProblem("refused", said);
    case 404:
      return path.endsWith("/file") && code === "not-found"
        ? new ServerProblem("not-found", said)
        : new AgentRefused("address", `${base} is not a Polyaxon server, or one without agents: it knows no /agent/v1`);
    default:
      if (code?.startsWith("artifacts-") === true) return new ServerProblem("disk", said);
      return answer.status >= 500 || answer.status === 429 || answer.status === 408
        ? new ServerProblem("unavailable", said)
        : new ServerProblem("refused", said);
  }
}

const tellsWhatToDo = (code: string, said: string): boolean =>
  code === "host-not-allowed" || said.includes("agent-token create");

const NOT_OURS = "A Polyaxon server says it otherwise: is this its address, and does a proxy stand in between?";
const HOW_TO_GET_A_TOKEN =
  "This agent needs a token of its own. Make one on the server's machine: polyaxon admin agent-token create --name NAME";

function detailOf(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null && "detail" in body && typeof body.detail === "string") {
      return body.detail;
    }
  } catch {
    // Not JSON: a proxy's page, perhaps.
  }
  return text.slice(0, 300);
}

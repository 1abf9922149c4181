import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** `events`: the text of a whole event stream. `code`: the stable code of an error. */
export type Answer =
  | {
      readonly status?: number;
      readonly code?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
      readonly events?: string;
    }
  | undefined;

/** A server on loopback that answers with what a function says (undefined: 404) and remembers what it was asked. */
export async function apiStub(
  answer: (request: Received) => Answer,
): Promise<{ readonly url: string; readonly received: Received[]; close(): Promise<void> }> {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (text += chunk));
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://stub");
      const asked: Received = {
        method: request.method ?? "",
        path: url.pathname,
        query: url.searchParams,
        body: text === "" ? undefined : (JSON.parse(text) as unknown),
      };
      received.push(asked);
      const { body, code, events, headers = {}, status = 200 } = answer(asked) ?? NOT_FOUND;
      if (events !== undefined) {
        response.writeHead(status, { "Content-Type": "text/event-stream", Connection: "close" });
        response.end(events);
        return;
      }
      const codes = code === undefined ? {} : { "X-Polyaxon-Code": code };
      response.writeHead(status, { "Content-Type": "application/json", Connection: "close", ...codes, ...headers });
      response.end(body === undefined ? "" : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

const NOT_FOUND: NonNullable<Answer> = { status: 404, body: { detail: "Not found." } };

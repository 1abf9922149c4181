import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { jsonReplacer } from "../formats/json-number.ts";
import type { WireRequest } from "./outbox.ts";

/** The server answered with a refusal that a second try would not change. */
export class RefusedError extends Error {
  readonly status: number;
  constructor(status: number, text: string) {
    super(`${status}: ${text.slice(0, 300)}`);
    this.name = "RefusedError";
    this.status = status;
  }
}

export interface Destination {
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
}

/**
 * Makes one call.
 * @throws RefusedError on 4xx but 408 and 429; any other error is worth another try
 * @returns the JSON answer, or null
 */
export async function send(to: Destination, request: WireRequest, run: string | null): Promise<unknown> {
  const url = to.host + request.path.replace("{run}", run ?? "");
  const signal = AbortSignal.timeout(to.timeoutSeconds * 1000);
  const answer =
    request.kind === "json"
      ? await fetch(url, {
          method: request.method,
          headers: { ...to.headers, "content-type": "application/json" },
          body: JSON.stringify(request.body, jsonReplacer),
          signal,
        })
      : await fetch(url, {
          method: "POST",
          headers: to.headers,
          body: await uploadForm(request.file, request.folder),
          signal,
        });
  const text = await answer.text();
  if (answer.ok) return readJson(text);
  if (answer.status >= 500 || answer.status === 408 || answer.status === 429)
    throw new Error(`${answer.status} from ${url}`);
  throw new RefusedError(answer.status, text);
}

async function uploadForm(file: string, folder: string): Promise<FormData> {
  const form = new FormData();
  form.append("upload_file", new Blob([await readFile(file)]), basename(file));
  form.append("json", JSON.stringify({ untar: false, path: folder, overwrite: true }));
  return form;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Same calls as `send`, for a process that has nothing but this text. Failures are silent: nobody is left to tell. */
const SEND_ALL = `
const { readFileSync } = await import("node:fs");
const { basename } = await import("node:path");
let { host, headers, run, create, requests } = JSON.parse(readFileSync(0, "utf8"));
const json = (method, path, body) =>
  fetch(host + path, { method, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) });
if (!run) run = (await (await json("POST", create.path, create.body)).json()).uuid;
if (run) for (const one of requests) {
  const path = one.path.replace("{run}", run);
  try {
    if (one.kind === "json") { await json(one.method, path, one.body); continue; }
    const form = new FormData();
    form.append("upload_file", new Blob([readFileSync(one.file)]), basename(one.file));
    form.append("json", JSON.stringify({ untar: false, path: one.folder, overwrite: true }));
    await fetch(host + path, { method: "POST", headers, body: form });
  } catch {}
}
`;

/**
 * Makes the last calls of a process that is already exiting, where nothing asynchronous runs any more: a child process makes them
 * while this one waits, at most `timeoutSeconds`.
 */
export function sendAllNow(
  to: Destination,
  run: string | null,
  create: WireRequest,
  requests: readonly WireRequest[],
): boolean {
  const input = JSON.stringify({ host: to.host, headers: to.headers, run, create, requests }, jsonReplacer);
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", SEND_ALL], {
    input,
    timeout: to.timeoutSeconds * 1000,
    stdio: ["pipe", "ignore", "ignore"],
  });
  return child.status === 0;
}

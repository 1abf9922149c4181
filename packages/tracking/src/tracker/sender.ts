import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { jsonReplacer } from "../formats/json-number.ts";
import type { WireRequest } from "./outbox.ts";

/** The server answered with a refusal that a second try would not change. */
export class RefusedError extends Error {
  readonly status: number;
  constructor(status: number, text: string) {
    super(`${status}: ${detailOf(text)}`);
    this.name = "RefusedError";
    this.status = status;
  }
}

/** What cannot be put into a call at all, for example a file that may not be read: no try changes that. */
export class UnsendableError extends Error {
  override readonly name = "UnsendableError";
}

export interface Destination {
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
}

/**
 * Makes one call. A file that was removed meanwhile is nothing to send.
 * @throws RefusedError on 4xx but 408 and 429; UnsendableError; any other error is worth another try
 * @returns the JSON answer, or null
 */
export async function send(to: Destination, request: WireRequest, run: string | null): Promise<unknown> {
  const url = to.host + request.path.replace("{run}", run ?? "");
  const signal = AbortSignal.timeout(to.timeoutSeconds * 1000);
  const content = await contentOf(request).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return null;
    const what = request.kind === "upload" ? request.file : request.path;
    throw new UnsendableError(`${what}: ${cause.message}`, { cause });
  });
  if (content === null) return null;
  const { body, method = "POST", type } = content;
  const headers = type === undefined ? to.headers : { ...to.headers, "content-type": type };
  // Followed, what is sent would arrive as a question without its body, whose answer looks like success.
  const answer = await fetch(url, { method, headers, body, signal, redirect: "manual" });
  const text = await answer.text();
  if (answer.ok) return readJson(text);
  const elsewhere = answer.headers.get("location");
  if (answer.status < 400 && elsewhere !== null)
    throw new Error(`${to.host} sends requests to ${elsewhere}; set the address that begins there`);
  if (answer.status >= 500 || answer.status === 408 || answer.status === 429)
    throw new Error(`${answer.status} from ${url}`);
  throw new RefusedError(answer.status, text);
}

async function contentOf(
  request: WireRequest,
): Promise<{ readonly body: NonNullable<RequestInit["body"]>; readonly method?: string; readonly type?: string }> {
  switch (request.kind) {
    case "json":
      return {
        body: JSON.stringify(request.body, jsonReplacer),
        method: request.method,
        type: "application/json",
      };
    case "points":
      return { body: Buffer.from(request.body), type: "application/octet-stream" };
    case "upload":
      return { body: await uploadForm(request.file, request.folder) };
  }
}

/** The sentence in an answer such as `{"detail":"Not found."}`, else the start of the answer. */
function detailOf(text: string): string {
  const body = readJson(text);
  const detail = typeof body === "object" && body !== null && "detail" in body ? body.detail : null;
  return typeof detail === "string" ? detail : text.slice(0, 300);
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

/** Same calls as `send`, for a process that has nothing but this text. Prints a `LastCalls`. */
const SEND_ALL = `
const { readFileSync } = await import("node:fs");
const { basename } = await import("node:path");
const { host, headers, run, create, createProject, requests } = JSON.parse(readFileSync(0, "utf8"));
const call = async (method, path, body, more) => {
  const answer = await fetch(host + path, { method, headers: { ...headers, ...more }, body, redirect: "manual" });
  const text = await answer.text();
  const elsewhere = answer.headers.get("location");
  if (!answer.ok && answer.status < 400 && elsewhere !== null)
    throw new Error(host + " sends requests to " + elsewhere + "; set the address that begins there");
  if (!answer.ok) throw Object.assign(new Error(text), { status: answer.status, text });
  return text;
};
const json = (one, path) => call(one.method, path, JSON.stringify(one.body), { "content-type": "application/json" });
const told = { createdProject: false, refused: null, unreachable: null, unsent: 0 };
const tell = (error) => {
  if (error.status === undefined) told.unreachable ??= error.cause?.code ?? error.message;
  else told.refused ??= { status: error.status, text: error.text };
};
const newRun = async () => JSON.parse(await json(create, create.path)).uuid;
const makeProject = () => json(createProject, createProject.path).then(() => { told.createdProject = true; }, () => {});
let uuid = run;
try {
  uuid ??= await newRun().catch(async (error) => {
    if (error.status !== 404 || createProject === null) throw error;
    await makeProject();
    return await newRun();
  });
} catch (error) {
  tell(error);
}
for (const one of requests) {
  try {
    if (!uuid) { told.unsent += 1; continue; }
    const path = one.path.replace("{run}", uuid);
    if (one.kind === "json") { await json(one, path); continue; }
    if (one.kind === "points") {
      await call("POST", path, Buffer.from(one.body, "base64"), { "content-type": "application/octet-stream" });
      continue;
    }
    const form = new FormData();
    form.append("upload_file", new Blob([readFileSync(one.file)]), basename(one.file));
    form.append("json", JSON.stringify({ untar: false, path: one.folder, overwrite: true }));
    await call("POST", path, form, {});
  } catch (error) {
    if (error.code === "ENOENT" && error.syscall === "open") continue;
    told.unsent += 1;
    tell(error);
  }
}
process.stdout.write(JSON.stringify(told));
`;

/** What became of the last calls. */
export interface LastCalls {
  readonly createdProject: boolean;
  /** The first refusal. */
  readonly refused: { readonly status: number; readonly text: string } | null;
  /** Why the server could not be reached, the first time. */
  readonly unreachable: string | null;
  /** Calls that the server did not take. */
  readonly unsent: number;
}

/**
 * Makes the last calls of a process that is already exiting, where nothing asynchronous runs any more: a child process makes them
 * while this one waits, at most `timeoutSeconds`.
 * @param run           null: `create` makes one first
 * @param createProject null: a project that is missing stays so
 */
export function sendAllNow(
  to: Destination,
  calls: {
    readonly run: string | null;
    readonly create: WireRequest;
    readonly createProject: WireRequest | null;
    readonly requests: readonly WireRequest[];
  },
): LastCalls {
  const requests = calls.requests.map((one) =>
    one.kind === "points" ? { ...one, body: Buffer.from(one.body).toString("base64") } : one,
  );
  const input = JSON.stringify({ host: to.host, headers: to.headers, ...calls, requests }, jsonReplacer);
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", SEND_ALL], {
    input,
    timeout: to.timeoutSeconds * 1000,
    stdio: ["pipe", "pipe", "ignore"],
    encoding: "utf8",
  });
  const told = child.status === 0 ? (readJson(child.stdout) as LastCalls | null) : null;
  const reason = `no answer within ${to.timeoutSeconds} s`;
  return told ?? { createdProject: false, refused: null, unreachable: reason, unsent: calls.requests.length };
}

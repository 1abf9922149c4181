import { describe, expect, it } from "vitest";
import { createClient } from "./client.ts";
import { messagesOf } from "./error-body.ts";
import { apiError, InvalidRequestError, NotFoundError, ServerFaultError, UnreachableError } from "./errors.ts";

const call = { method: "GET", path: "/x" };

describe("messages of an error body", () => {
  it.each([
    ["detail", { detail: "Not found." }, ["Not found."]],
    ["field", { name: ["already taken", "too long"] }, ["name: already taken", "name: too long"]],
    ["non-field", { non_field_errors: ["content is required"] }, ["content is required"]],
    ["list", ["bad query"], ["bad query"]],
    ["streams", { errors: "no such kind" }, ["no such kind"]],
    ["nested field", { params: { lr: ["not a number"] } }, ["params: lr: not a number"]],
    ["plain text", "path escapes the run\n", ["path escapes the run"]],
    ["a proxy's page", "<html>Bad gateway</html>", []],
    ["nothing", undefined, []],
  ])("reads the %s shape", (_, body, expected) => {
    expect(messagesOf(body)).toEqual(expected);
  });
});

describe("error classes", () => {
  const answered = (status: number, body: unknown, headers = {}) =>
    apiError(new Response(null, { status, headers }), body, call);

  it("are chosen by status and carry the code header", () => {
    expect(answered(404, { detail: "Not found." })).toBeInstanceOf(NotFoundError);
    expect(answered(503, "")).toBeInstanceOf(ServerFaultError);
    const invalid = answered(400, ["no"], { "X-Polyaxon-Code": "query.unknown-field" });
    expect(invalid).toBeInstanceOf(InvalidRequestError);
    expect(invalid).toMatchObject({ status: 400, code: "query.unknown-field", message: "no" });
  });

  it("say something even when the body is empty", () => {
    expect(answered(502, "").message).toBe("the server answered 502 to GET /x");
  });

  it("name the system code that hides behind a failed fetch", () => {
    const socket = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    const cause = new TypeError("fetch failed", { cause: new AggregateError([socket]) });
    expect(new UnreachableError("http://h:1", cause).message).toBe("no answer from http://h:1 (ECONNREFUSED)");
  });

  it("explain a port that fetch never connects to", async () => {
    const client = createClient({ host: "http://127.0.0.1:9" });
    await expect(client.installation()).rejects.toThrow("this port is kept for another protocol");
  });
});

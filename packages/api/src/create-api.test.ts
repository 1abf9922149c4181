import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiUnderTest, P, apiUnderTest } from "../test/api-under-test.ts";
import { createApi } from "./create-api.ts";
import { openapiDocument } from "./openapi-document.ts";
import { ROUTES } from "./routes/routes.ts";

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest({ settings: { maxBodyBytes: 10_000 } });
});
afterAll(() => api.close());

const raw = (payload: string, headers: Record<string, string> = {}) =>
  api.call({ method: "POST", url: `${P}/runs`, payload, headers: { "content-type": "application/json", ...headers } });

describe("bodies that are not what they should be", () => {
  it.each([
    ["malformed JSON", '{"content": ', 400, "malformed-json"],
    ["a list", "[1]", 400, "invalid-request"],
    ["a word", '"x"', 400, "invalid-request"],
    ["null", "null", 400, "invalid-request"],
    ["a key that changes what objects inherit", '{"meta_info": {"__proto__": {"x": 1}}}', 400, "malformed-json"],
    ["the wrong type", '{"tags": "a"}', 400, "invalid-request"],
    ["too much", JSON.stringify({ content: "x".repeat(20_000) }), 413, "too-large"],
  ])("%s is refused", async (_, payload, status, code) => {
    const answer = await raw(payload);
    expect(answer.status).toBe(status);
    expect(answer.headers["x-polyaxon-code"]).toBe(code);
    expect(answer.body).toBeTypeOf("object");
  });

  it("names malformed JSON as upstream does", async () => {
    expect((await raw("{")).body).toEqual({ detail: expect.stringMatching(/^JSON parse error - /) as string });
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonx",
    "nonsense",
  ])("as %s are refused", async (type) => {
    const answer = await raw("{}", { "content-type": type });
    expect([400, 415]).toContain(answer.status);
    expect(answer.body ?? answer.text).toBeTruthy();
  });

  it("nests 100,000 deep, or of a million tiny values, without harm", async () => {
    const deep = await apiUnderTest();
    const many = await deep.call({
      method: "POST",
      url: `${P}/runs`,
      payload: `{"meta_info": {"a": [${"[],".repeat(1_000_000)}1]}}`,
      headers: { "content-type": "application/json" },
    });
    expect([many.status, many.headers["x-polyaxon-code"]]).toEqual([413, "too-many-values"]);
    expect(many.body).toEqual({ detail: expect.stringContaining("in one request") as string });
    const payload = `{"meta_info": {"a": ${"[".repeat(100_000)}${"]".repeat(100_000)}}}`;
    const answer = await deep.call({
      method: "POST",
      url: `${P}/runs`,
      payload,
      headers: { "content-type": "application/json" },
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect((await deep.get("/healthz")).status).toBe(200);
    await deep.close();
  });
});

describe("addresses", () => {
  it("that do not exist answer 404, under any method", async () => {
    for (const method of ["GET", "POST", "DELETE"] as const) {
      expect(await api.call({ method, url: "/api/v1/no/such/route/at/all" })).toMatchObject({
        status: 404,
        body: { detail: "Not found." },
      });
    }
  });

  it("answer 405 to a method they do not know", async () => {
    expect(await api.call({ method: "PUT", url: `${P}/runs` })).toMatchObject({
      status: 405,
      body: { detail: 'Method "PUT" not allowed.' },
      headers: { allow: "GET, POST" },
    });
  });

  it("may end in a slash, and must be well formed", async () => {
    expect((await api.get(`${P}/`)).status).toBe(200);
    expect((await api.get("/healthz/")).status).toBe(200);
    for (const url of ["/api/v1/default/a%20b", "/api/v1/def..ault/digits", "/api/v1/default/%zz"]) {
      expect([400, 404], url).toContain((await api.get(url)).status);
    }
  });
});

describe("every answer", () => {
  it("forbids sniffing and embedding, and names its request", async () => {
    const { headers } = await api.get(P);
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "x-request-id": expect.any(String) as string,
    });
  });

  it("hides the insides of what went wrong, and logs them", async () => {
    const broken = await apiUnderTest({ deps: { submission: new Proxy({} as never, { get: () => () => boom() }) } });
    const answer = await broken.post(`${P}/runs`, { content: "x" });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain("kaboom");
    expect(answer.body).toEqual({ detail: expect.any(String) as string });
    expect(broken.log).toEqual([
      expect.objectContaining({
        level: "error",
        fields: expect.objectContaining({ requestId: answer.headers["x-request-id"] }) as object,
      }) as object,
    ]);
    await broken.close();
  });
});

describe("a request in a foreign name", () => {
  it("is refused before anything is read: DNS rebinding, and writes from other pages", async () => {
    expect(await api.call({ url: P, headers: { host: "evil.example:8000" } })).toMatchObject({
      status: 403,
      headers: { "x-polyaxon-code": "host-not-allowed" },
    });
    const cross = await raw("{}", { origin: "https://evil.example" });
    expect(cross).toMatchObject({ status: 403, headers: { "x-polyaxon-code": "origin-not-allowed" } });
    expect((await raw("{}", { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await raw('{"managed_by":"user"}', { origin: "http://localhost:8000" })).status).toBe(201);
  });

  it("may still ask for the server's health, as a probe does", async () => {
    for (const method of ["GET", "HEAD"] as const) {
      expect((await api.call({ method, url: "/healthz", headers: { host: "10.1.2.3:8000" } })).status).toBe(200);
    }
  });

  it("gets no word that lets another page read an answer", async () => {
    const { headers } = await api.call({ url: P, headers: { origin: "https://evil.example" } });
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  });
});

describe("what a client asks first", () => {
  it("is told what this is, and which clients fit", async () => {
    expect(await api.get("/api/v1/installation")).toMatchObject({
      status: 200,
      body: { key: "0123456789abcdef0123456789abcdef", version: "0.1.0", dist: "ce", mode: "sandbox" },
    });
    const { body } = await api.get("/api/v1/compatibility/0123/2-16-4/cli");
    expect(Object.keys(body as object)).toEqual(["cli"]);
  });

  it("is told nothing more than health, and that it is ill when the store is", async () => {
    expect(await api.get("/healthz")).toMatchObject({ status: 200, text: "" });
    const ill = await apiUnderTest();
    await ill.store.close();
    expect((await ill.get("/healthz")).status).toBe(503);
    await ill.close();
  });

  it("can read the contract: every route of the table, the same from a server and without one", async () => {
    const document = (await openapiDocument()) as { openapi: string; paths: Record<string, Record<string, unknown>> };
    expect(document.openapi).toBe("3.1.0");
    for (const { url, method } of ROUTES) {
      const path = url.replaceAll(/:(\w+)/g, "{$1}").replace(/\*$/, "{*}");
      expect(document.paths[path]?.[method.toLowerCase()], `${method} ${url}`).toBeDefined();
    }
    expect((await api.get("/api/v1/openapi.json")).body).toEqual(JSON.parse(JSON.stringify(document)));
  });
});

it("is not made with a public address that is none", async () => {
  for (const publicUrl of ["plx.example.org", "ftp://x", ""]) {
    await expect(createApi({ ...api.deps, settings: { ...api.deps.settings, publicUrl } }), publicUrl).rejects.toThrow(
      "publicUrl",
    );
  }
});

it("serves over a real socket, keeps the connection and closes in time", async () => {
  const other = await apiUnderTest();
  await other.app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = other.app.server.address() as AddressInfo;
  const status = await new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path: P, headers: { connection: "keep-alive" } }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode));
    })
      .on("error", reject)
      .end();
  });
  expect(status).toBe(200);
  await other.close();
});

function boom(): never {
  throw new Error("kaboom at /secret/path");
}

it("serves the JSON Schema of Polyaxonfiles to editors, to anybody", async () => {
  const { body, headers, status } = await api.get("/schema/polyaxonfile.json");
  expect([status, headers["content-type"]]).toEqual([200, expect.stringMatching(/^application\/json/)]);
  expect(body).toMatchObject({ title: "Polyaxonfile", definitions: { Component: { type: "object" } } });
});

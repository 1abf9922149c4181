import { describe, expect, it } from "vitest";
import type { ApiSettings } from "../api-deps.ts";
import { type OriginFacts, refuseOrigin } from "./request-origin.ts";

const SETTINGS: ApiSettings = {
  publicUrl: "https://plx.example.org",
  boundHost: "0.0.0.0",
  allowedHosts: ["proxy.internal"],
};

function verdict(headers: Record<string, string>, facts: Partial<OriginFacts> = {}, settings = SETTINGS): string {
  const refusal = refuseOrigin(
    { method: "POST", headers, localAddress: "10.0.0.5", byToken: false, ...facts },
    settings,
  );
  return refusal === null ? "passes" : refusal.code;
}

describe("the name a request came under", () => {
  it.each([
    "localhost",
    "localhost:8000",
    "LOCALHOST:8000",
    "dev.localhost:8000",
    "127.0.0.1:8000",
    "127.1.2.3",
    "[::1]:8000",
    "10.0.0.5:8000",
    "plx.example.org",
    "proxy.internal:80",
  ])("is ours: %s", (host) => expect(verdict({ host })).toBe("passes"));

  it.each([
    "evil.example",
    "localhost.evil.example",
    "evil.example:8000",
    "10.0.0.6",
    "127.0.0.1.evil.example",
    "",
    "localhost:x",
    "a b",
    "local host",
    "[evil]",
    "user@localhost",
  ])("is not ours: %j", (host) => {
    expect(verdict({ host })).toBe("host-not-allowed");
    expect(verdict({ host }, { method: "GET" }), "reading would tell a rebound page everything").toBe(
      "host-not-allowed",
    );
  });

  it("may be missing in no request, and does not matter for reading with a token", () => {
    expect(verdict({})).toBe("host-not-allowed");
    expect(verdict({ host: "10.9.9.9" }, { method: "GET", byToken: true })).toBe("passes");
    expect(verdict({ host: "10.9.9.9" }, { method: "DELETE", byToken: true })).toBe("host-not-allowed");
  });
});

describe("the page a request came from", () => {
  const host = "localhost:8000";
  it.each([
    [{ origin: "http://localhost:8000" }, "passes"],
    [{ origin: "https://plx.example.org" }, "passes"],
    [{ origin: "http://localhost:3000" }, "origin-not-allowed"],
    [{ origin: "https://evil.example" }, "origin-not-allowed"],
    [{ origin: "null" }, "origin-not-allowed"],
    [{ origin: "" }, "origin-not-allowed"],
    [{ "sec-fetch-site": "same-origin" }, "passes"],
    [{ "sec-fetch-site": "none" }, "passes"],
    [{ "sec-fetch-site": "same-site" }, "origin-not-allowed"],
    [{ "sec-fetch-site": "cross-site" }, "origin-not-allowed"],
    [{}, "passes"],
  ])("%j %s", (headers, expected) => {
    expect(verdict({ host, ...headers })).toBe(expected);
    expect(verdict({ host, ...headers }, { method: "GET" })).toBe("passes");
  });
});

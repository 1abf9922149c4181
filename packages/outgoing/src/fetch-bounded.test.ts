import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addressPolicy } from "./address-policy.ts";
import { fetchBounded } from "./fetch-bounded.ts";

let server: Server;
let base: string;
let answer: RequestListener;
beforeAll(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const allowed = { policy: addressPolicy(["127.0.0.1"]), maxBytes: 100, timeoutMs: 60_000 };

describe("a request to an address that somebody chose", () => {
  it("gives the body, and where it came from", async () => {
    answer = (request, response) => {
      if (request.url === "/here") response.writeHead(302, { location: "/there" }).end();
      else response.end("found");
    };
    const { body, url } = await fetchBounded(`${base}/here`, allowed);
    expect([Buffer.from(body).toString(), url]).toEqual(["found", `${base}/there`]);
  });

  it("is not sent to a private address, whether written or looked up", async () => {
    let asked = 0;
    answer = (_request, response) => void response.end(String((asked += 1)));
    const strict = { ...allowed, policy: addressPolicy() };
    const refused = { reason: "refused", message: expect.stringContaining("not on the public internet") as string };
    await expect(fetchBounded(base, strict)).rejects.toMatchObject(refused);
    await expect(fetchBounded(base.replace("127.0.0.1", "localhost"), strict)).rejects.toMatchObject(refused);
    await expect(fetchBounded("http://[::1]/", strict)).rejects.toMatchObject(refused);
    await expect(fetchBounded("http://2130706433/", strict)).rejects.toMatchObject(refused);
    expect(asked).toBe(0);
  });

  it("does not follow a redirect to where it would not have gone, nor for ever", async () => {
    const to = (location: string) => {
      answer = (_request, response) => void response.writeHead(302, { location }).end();
      return expect(fetchBounded(base, allowed)).rejects;
    };
    await to("http://10.0.0.1/").toMatchObject({ reason: "refused", message: expect.stringContaining("10.0.0.1") });
    await to("file:///etc/passwd").toMatchObject({ reason: "refused", message: expect.stringContaining("file:") });
    await to("http://me:secret@127.0.0.1/").toMatchObject({ reason: "refused" });
    await to("/again").toMatchObject({ reason: "failed", message: "more than 5 redirects" });
  });

  it("ends at its limits: bytes announced, bytes that come, time", async () => {
    answer = (_request, response) => {
      response.writeHead(200, { "content-length": 101 }).flushHeaders();
    };
    await expect(fetchBounded(base, allowed)).rejects.toThrow(/more than 100 bytes/);
    answer = (_request, response) => {
      response.write("x".repeat(60));
      response.write("x".repeat(60));
    };
    await expect(fetchBounded(base, allowed)).rejects.toThrow(/more than 100 bytes/);
    answer = (_request, response) => void response.write("slow");
    await expect(fetchBounded(base, { ...allowed, timeoutMs: 50 })).rejects.toThrow(/did not answer within 0.05 s/);
  });

  it("says what came instead of an answer", async () => {
    answer = (_request, response) => void response.writeHead(404).end();
    await expect(fetchBounded(base, allowed)).rejects.toThrow(/answered 404/);
    answer = (_request, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end();
    await expect(fetchBounded(base, allowed)).rejects.toThrow(/compressed/);
    answer = (request) => void request.socket.destroy();
    await expect(fetchBounded(base, allowed)).rejects.toThrow(/hang up|broke/);
    await expect(fetchBounded("ftp://example.org/x", allowed)).rejects.toThrow(/expected http/);
    await expect(fetchBounded("train.yaml", allowed)).rejects.toThrow(/no address/);
  });
});

describe("an address policy", () => {
  const open = addressPolicy();
  it.each([
    ["8.8.8.8", true],
    ["2606:4700::1111", true],
    ["::ffff:8.8.8.8", true],
    ["127.0.0.1", false],
    ["169.254.169.254", false],
    ["100.100.0.1", false],
    ["0.0.0.0", false],
    ["::", false],
    ["::1", false],
    ["fe80::1%eth0", false],
    ["fd00::1", false],
    ["::ffff:10.0.0.1", false],
    ["64:ff9b::a00:1", false],
    ["2002:a00:1::1", false],
  ])("%s may be called: %s", (address, may) => expect(open.allowsAddress(address)).toBe(may));

  it("allows what it is told to, and nothing beside it", () => {
    const policy = addressPolicy(["10.1.0.0/16", "fd00::/8", "git.internal"]);
    expect(["10.1.2.3", "10.2.0.1", "fd00::1"].map((each) => policy.allowsAddress(each))).toEqual([true, false, true]);
    expect([policy.allowsHost("Git.internal"), policy.allowsHost("internal")]).toEqual([true, false]);
    expect(() => addressPolicy(["10.0.0.0/40"])).toThrow(/0 to 32/);
    expect(() => addressPolicy(["http://x"])).toThrow(/expected a host name/);
  });
});

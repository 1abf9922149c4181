import { request } from "node:http";
import type { AddressInfo } from "node:net";
import Fastify, { type FastifyInstance } from "fastify";
import { afterEach, describe, expect, it } from "vitest";
import { runId, tokens } from "../../test/api-under-test.ts";
import type { Principal } from "../routing/principal.ts";
import { type IdentifyOptions, createIdentify } from "./identify.ts";
import { accountOf, createPeerAccount, isLoopback } from "./peer-account.ts";

const ADMIN = "admin-token-of-this-server";
const open: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

/** A real server on loopback that says who it thinks is asking. */
async function whoAmI(options: Partial<IdentifyOptions> = {}) {
  const identify = createIdentify({ runTokens: tokens, adminToken: ADMIN, userName: "ada", noAuth: false, ...options });
  const app = Fastify();
  open.push(app);
  app.get("/", identify);
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return (headers: Record<string, string> = {}) =>
    new Promise<Principal>((resolve, reject) => {
      request({ host: "127.0.0.1", port, headers }, (answer) => {
        let text = "";
        answer.on("data", (chunk: Buffer) => (text += chunk.toString()));
        answer.on("end", () => resolve(JSON.parse(text) as Principal));
      })
        .on("error", reject)
        .end();
    });
}

const peer = (account: number | null) => async () => account;

describe("who asks", () => {
  it.skipIf(process.platform !== "linux")(
    "is the user when the connection belongs to the server's own account",
    async () => {
      const ask = await whoAmI();
      expect(await ask()).toEqual({ kind: "user", name: "ada", byToken: false });
      expect(await ask({ authorization: "Token left-over-of-another-server" })).toMatchObject({ kind: "user" });
    },
  );

  it("is the user for root, and nobody for another account or an unknown one", async () => {
    expect(await (await whoAmI({ ownAccount: 1000, peerAccount: peer(0) }))()).toMatchObject({ kind: "user" });
    expect(await (await whoAmI({ ownAccount: 1000, peerAccount: peer(1001) }))()).toMatchObject({ kind: "anonymous" });
    expect(await (await whoAmI({ ownAccount: 1000, peerAccount: peer(null) }))()).toMatchObject({ kind: "anonymous" });
    expect(await (await whoAmI({ ownAccount: null, peerAccount: peer(0) }))()).toMatchObject({ kind: "anonymous" });
  });

  it.each(["x-forwarded-for", "forwarded", "via", "x-real-ip"])(
    "is not known by the account of a proxy (%s)",
    async (header) => {
      const ask = await whoAmI({ ownAccount: 1000, peerAccount: peer(1000) });
      expect(await ask({ [header]: "203.0.113.9" })).toMatchObject({ kind: "anonymous" });
      expect(await ask({ [header]: "203.0.113.9", authorization: `Token ${ADMIN}` })).toMatchObject({
        kind: "user",
        byToken: true,
      });
    },
  );

  it("is the user with the admin token, under either word, and nobody with a wrong one", async () => {
    const ask = await whoAmI({ peerAccount: peer(null) });
    for (const word of ["Token", "Bearer", "bearer"]) {
      expect(await ask({ authorization: `${word} ${ADMIN}` })).toEqual({ kind: "user", name: "ada", byToken: true });
    }
    for (const wrong of [`Token ${ADMIN}x`, "Token ", ADMIN, `Basic ${ADMIN}`, `Token ${"x".repeat(10_000)}`]) {
      expect(await ask({ authorization: wrong }), wrong.slice(0, 30)).toMatchObject({ kind: "anonymous" });
    }
    expect(
      await (
        await whoAmI({ adminToken: null, peerAccount: peer(null) })
      )({ authorization: "Token null" }),
    ).toMatchObject({ kind: "anonymous" });
  });

  it("says to an unknown caller in which file the token is", async () => {
    const ask = await whoAmI({ peerAccount: peer(null) });
    const place = expect.stringContaining("in the file `token` of the server's data folder");
    expect(await ask()).toMatchObject({ reason: place });
    expect(await ask({ authorization: "Token wrong" })).toMatchObject({ reason: place });
  });

  it("is the run with its token, also on loopback and without authentication", async () => {
    const token = tokens.issue(runId(7), 3);
    const asRun = { kind: "run", run: runId(7), attempt: 3 };
    expect(
      await (
        await whoAmI({ ownAccount: 1000, peerAccount: peer(1000) })
      )({ authorization: `Token ${token}` }),
    ).toEqual(asRun);
    expect(await (await whoAmI({ noAuth: true }))({ authorization: `Token ${token}` })).toEqual(asRun);
  });

  it("is nobody with a false run token, although the account is ours", async () => {
    const token = tokens.issue(runId(7), 3);
    const forged = token.replace("_3_", "_4_");
    const ask = await whoAmI({ ownAccount: 1000, peerAccount: peer(1000) });
    expect(await ask({ authorization: `Token ${forged}` })).toMatchObject({ kind: "anonymous" });
    expect(await (await whoAmI({ noAuth: true }))({ authorization: `Token ${forged}` })).toMatchObject({
      kind: "anonymous",
    });
  });

  it("is everybody when authentication is switched off", async () => {
    expect(await (await whoAmI({ noAuth: true, peerAccount: peer(null) }))()).toMatchObject({ kind: "user" });
  });
});

describe("the kernel's table of sockets", () => {
  const V4 = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1
   1: 0100007F:1F40 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 2 1
   2: 0100007F:C350 0100007F:1F40 01 00000000:00000000 00:00000000 00000000  1001        0 3 1
   3: 0100007F:C351 0100007F:1F40 06 00000000:00000000 00:00000000 00000000     0        0 0 3`;
  const server = { address: "127.0.0.1", port: 8000 };

  it("gives the account of the peer's end, not of ours", () => {
    expect(accountOf(V4, { address: "127.0.0.1", port: 50_000 }, server)).toBe(1001);
    expect(
      accountOf(V4, { address: "::ffff:127.0.0.1", port: 50_000 }, { ...server, address: "::ffff:127.0.0.1" }),
    ).toBe(1001);
  });

  it("does not believe a row that waits to vanish (it reads as root), nor a missing one", () => {
    expect(accountOf(V4, { address: "127.0.0.1", port: 50_001 }, server)).toBeNull();
    expect(accountOf(V4, { address: "127.0.0.1", port: 50_002 }, server)).toBeNull();
    expect(accountOf("", { address: "127.0.0.1", port: 50_000 }, server)).toBeNull();
  });

  it("reads the table of IPv6", () => {
    const v6 = `   0: 00000000000000000000000001000000:C350 00000000000000000000000001000000:1F40 01 00000000:00000000 00:00000000 00000000  1002 0 3 1`;
    expect(accountOf(v6, { address: "::1", port: 50_000 }, { address: "::1", port: 8000 })).toBe(1002);
  });

  it("is asked once for a connection, and only for loopback", async () => {
    let reads = 0;
    const account = createPeerAccount(async () => {
      reads += 1;
      return V4;
    });
    const socket = { remoteAddress: "127.0.0.1", remotePort: 50_000, localAddress: "127.0.0.1", localPort: 8000 };
    await account(socket as never);
    await account(socket as never);
    expect(reads).toBeLessThanOrEqual(1);
    expect(await account({ ...socket, remoteAddress: "10.0.0.9" } as never)).toBeNull();
    expect(
      ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "10.0.0.1", "::ffff:10.0.0.1", "127.evil.com"].map(
        isLoopback,
      ),
    ).toEqual([true, true, true, true, false, false, false]);
  });
});

import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, it } from "vitest";
import { createClient } from "./client.ts";
import { ApiError, InvalidOptionError, InvalidRequestError, UnreachableError } from "./errors.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Answers the address of a server that does this. */
async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function garbageCollection(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}

const JSON_TYPE = { "content-type": "application/json" };

/** What each call asks for, and with which body. */
async function recording() {
  const asked: { readonly line: string; readonly body: string }[] = [];
  const read = async (request: IncomingMessage): Promise<string> => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    return Buffer.concat(pieces).toString("utf8");
  };
  const host = await serving((request, response) => {
    read(request).then(
      (body) => {
        asked.push({ line: `${request.method} ${request.url}`, body });
        response.writeHead(200, JSON_TYPE).end('{"uuid":"a"}');
      },
      () => response.destroy(),
    );
  });
  return { client: createClient({ host }), asked };
}

describe("a name that would change which address is asked", () => {
  it.each(["..", ".", ""])("is refused before anything is sent: %j", async (name) => {
    const { asked, client } = await recording();
    const runs = client.runs("digits");
    const calls = [
      () => runs.delete(name),
      () => runs.archive(name),
      () => runs.get(name),
      () => runs.files.upload(name, new Blob([]), { name: "a", folder: "" }),
      () => client.runs(name).delete("a".repeat(32)),
      () => client.projects.delete(name),
      () => createClient({ host: client.host, owner: name }).projects.list(),
      () => client.agents.revokeTokens(name),
    ];
    for (const call of calls) await expect(call()).rejects.toThrow(InvalidRequestError);
    expect(asked).toEqual([]);
  });

  it("is refused where a program that is not typed gives none", async () => {
    const { asked, client } = await recording();
    const none = undefined as unknown as string;
    for (const call of [() => client.runs("digits").get(none), () => client.projects.delete(none)])
      await expect(call()).rejects.toThrow("expected a name, found undefined");
    expect(asked).toEqual([]);
  });

  it("is one name, whatever else is in it", async () => {
    const { asked, client } = await recording();
    await client.runs("digits").get("../a/b?c#d");
    expect(asked[0]?.line).toBe("GET /api/v1/default/digits/runs/..%2Fa%2Fb%3Fc%23d");
  });
});

describe("what JSON has no number for", () => {
  it("is sent as its word, and never as null; large whole numbers with all their digits", async () => {
    const { asked, client } = await recording();
    const values = [Number.NaN, Infinity, -Infinity, 1];
    const outputs = { loss: Number.NaN, list: [Infinity], small: 5n, large: 2n ** 64n } as never;
    await client.runs("digits").update("a", { outputs });
    await client.runs("digits").files.addPoints("a", [{ name: "loss", steps: [0, 1, 2, 3], values, times: [] }]);
    expect(asked.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { outputs: { loss: "NaN", list: ["Infinity"], small: 5, large: "18446744073709551616" } },
      { series: [{ name: "loss", steps: [0, 1, 2, 3], values: ["NaN", "Infinity", "-Infinity", 1], times: [] }] },
    ]);
  });
});

describe("an answer", () => {
  const length = { "content-length": "100" };
  it.each([
    ["with its length", 200, { ...JSON_TYPE, ...length }],
    ["without it", 200, JSON_TYPE],
    ["of an error", 502, JSON_TYPE],
  ])("that is cut off is a server that cannot be reached: %s", async (_, status, headers) => {
    const host = await serving((_request, response) => {
      response.writeHead(status, headers).write('{"a":', () => response.destroy());
    });
    await expect(createClient({ host }).installation()).rejects.toThrow(UnreachableError);
    await expect(createClient({ host }).runs("digits").addStatus("a", { type: "failed" })).rejects.toThrow(
      UnreachableError,
    );
  });

  it("that does not end is given up in time", async () => {
    const host = await serving((_request, response) => void response.writeHead(200, JSON_TYPE).write('{"a":'));
    const asked = createClient({ host, timeoutMs: 50 }).installation();
    await expect(asked).rejects.toThrow(UnreachableError);
    await expect(asked).rejects.toThrow("timed out");
  });

  it.each([
    ["text/html", "<html>sign in</html>"],
    ["application/json", "<html>"],
  ])("of something else than a server of ours says so: %s", async (type, body) => {
    for (const headers of [{ "content-type": type }, { "content-type": type, "content-length": String(body.length) }]) {
      const host = await serving((_request, response) => void response.writeHead(200, headers).end(body));
      const asked = createClient({ host }).runs("digits").list();
      await expect(asked).rejects.toThrow(ApiError);
      await expect(asked).rejects.toThrow(/expected JSON.*is this the address of a Polyaxon server\?/);
    }
  });

  it("that sends a change elsewhere is told, since only its question would arrive there", async () => {
    let questions = 0;
    const elsewhere = await serving((_request, response) => {
      questions += 1;
      response.writeHead(200, JSON_TYPE).end('{"key":"there"}');
    });
    const host = await serving((request, response) => {
      response.writeHead(301, { location: `${elsewhere}${request.url}` }).end();
    });
    const client = createClient({ host });
    expect(await client.installation()).toEqual({ key: "there" });
    for (const call of [
      () => client.runs("digits").create({ managed_by: "user" }),
      () => client.runs("digits").delete("a"),
      () => client.runs("digits").files.addPoints("a", []),
    ])
      await expect(call()).rejects.toThrow(elsewhere);
    expect(questions).toBe(1);
  });
});

describe("a call to a server that is silent", () => {
  const collectGarbage = garbageCollection();
  it.each(["before its answer", "within it"])(
    "is given up in time, whatever is collected meanwhile: %s",
    async (when) => {
      const host = await serving((_request, response) => {
        if (when === "within it") response.writeHead(200, JSON_TYPE).write('{"a":');
      });
      const collecting = setInterval(collectGarbage, 20);
      const client = createClient({ host, timeoutMs: 200 });
      try {
        await expect(client.installation()).rejects.toThrow("timed out");
        await expect(client.runs("digits").update("a", { name: "b" })).rejects.toThrow("timed out");
      } finally {
        clearInterval(collecting);
      }
    },
  );
});

describe("waiting for a run", () => {
  it("ends with its signal while the server is silent", async () => {
    const host = await serving(() => {});
    const signal = AbortSignal.timeout(30);
    const began = performance.now();
    await expect(createClient({ host }).runs("digits").untilFinished("a", { signal })).rejects.toBe(
      await new Promise((told) => signal.addEventListener("abort", () => told(signal.reason))),
    );
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it("goes on when an answer is cut off", async () => {
    let calls = 0;
    const host = await serving((_request, response) => {
      calls += 1;
      response.writeHead(200, JSON_TYPE);
      if (calls < 3) response.write('{"uuid"', () => response.destroy());
      else response.end('{"uuid":"a","status":"succeeded"}');
    });
    const run = await createClient({ host }).runs("digits").untilFinished("a", { pollMs: 1 });
    expect([run.status, calls]).toEqual(["succeeded", 3]);
  });
});

describe("an option that is wrong", () => {
  it.each(["localhost:8000", "", "ftp://x", "http://"])("is told at once: the address %j", (host) => {
    expect(() => createClient({ host })).toThrow(InvalidOptionError);
    expect(() => createClient({ host })).toThrow("host: expected");
  });

  it("is told at once: a token, without showing it", () => {
    for (const token of ["hush\nhush", "hush€"]) {
      let told: unknown;
      try {
        createClient({ host: "http://localhost", token });
      } catch (error) {
        told = error;
      }
      expect(told).toBeInstanceOf(InvalidOptionError);
      expect(String(told)).toContain("token: expected");
      expect(String(told)).not.toContain("hush");
    }
    expect(() => createClient({ host: "http://localhost", token: "secret\n" })).not.toThrow();
  });
});

describe("a stream of events", () => {
  it("that is opened and never read ends with its signal, and its connection with it", async () => {
    let closed: (what: string) => void = () => {};
    const isClosed = new Promise<string>((told) => (closed = told));
    const host = await serving((request, response) => {
      request.socket.on("close", () => closed("closed"));
      response.writeHead(200, { "content-type": "text/event-stream" }).write(":\n");
    });
    const ending = new AbortController();
    expect(await createClient({ host }).runs("digits").followLog("a", undefined, ending.signal)).not.toBeNull();
    ending.abort();
    expect(await isClosed).toBe("closed");
  });
});

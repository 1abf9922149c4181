import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, expect, it } from "vitest";
import { serverCalls } from "./server-calls.ts";
import { ServerProblem } from "./server-problem.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

it.each(["before its answer", "within it"])(
  "a server that falls silent is given up in time, whatever is collected meanwhile: %s",
  async (when) => {
    server = createServer((_request, response) => {
      if (when === "within it") response.writeHead(200, { "content-type": "application/json" }).write('{"claims":');
    });
    await new Promise<void>((listening) => server?.listen(0, "127.0.0.1", listening));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    setFlagsFromString("--expose-gc");
    const collecting = setInterval(runInNewContext("gc") as () => void, 20);
    const { signal } = new AbortController();
    const call = serverCalls({ url, token: null });
    try {
      const asked = call({ method: "POST", path: "/poll", json: {}, timeoutMs: 200, signal });
      await expect(asked.then(async (answer) => await answer.json())).rejects.toThrow(ServerProblem);
    } finally {
      clearInterval(collecting);
    }
  },
);

it("an answer that is cut off is a server that is away", async () => {
  server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).write('{"claims":', () => response.destroy());
  });
  await new Promise<void>((listening) => server?.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const answer = await serverCalls({ url, token: null })({ method: "POST", path: "/poll", timeoutMs: 5_000 });
  await expect(answer.json()).rejects.toMatchObject({ kind: "unreachable" });
});

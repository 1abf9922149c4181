import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockFolder } from "@polyaxon/store";
import { expect, it } from "vitest";
import { runCli } from "./testing/run-cli.ts";

it("a server that finds its port in use leaves the data folder alone, and suggests the same with another port", async () => {
  const folder = mkdtempSync(join(tmpdir(), "plx-port-"));
  const taken = createServer();
  await new Promise<void>((resolve) => void taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as AddressInfo;
  const data = join(folder, "data");
  const { code, said } = await runCli(["server", "--port", String(port), "--data-dir", data]);
  await new Promise((resolve) => void taken.close(resolve));
  expect([code, said]).toEqual([
    1,
    [
      `port ${port} of 127.0.0.1 is in use`,
      `is a server running already? curl http://127.0.0.1:${port}/healthz`,
      `take another port: polyaxon server --port ${port + 1} --data-dir ${data}`,
    ].join("\n"),
  ]);
  expect(existsSync(data)).toBe(false);
  rmSync(folder, { recursive: true });
});

it("a server that is started a second time says that it runs, and suggests no port that leads to a folder that is held", async () => {
  const folder = mkdtempSync(join(tmpdir(), "plx-port-"));
  const taken = createServer();
  await new Promise<void>((resolve) => void taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as AddressInfo;
  const held = (address: string) =>
    lockFolder(folder, { pid: 4711, started: "2026-11-22T12:00:00.000Z", details: { address } });
  const start = () => runCli(["server", "--port", String(port), "--data-dir", folder]);

  const own = held(`127.0.0.1:${port}`);
  const { code, said } = await start();
  own.release();
  const other = held("127.0.0.1:1");
  const elsewhere = await start();
  other.release();
  const ended = await start();
  await new Promise((resolve) => void taken.close(resolve));
  rmSync(folder, { recursive: true });

  expect([code, said]).toEqual([
    1,
    [
      `your server is running already: process 4711 has port ${port} and the data folder ${folder}`,
      "to end it: kill 4711 (jobs that run go on)",
      `for a second one beside it: polyaxon server --port ${port + 1} --data-dir FOLDER`,
    ].join("\n"),
  ]);
  for (const { said: others } of [elsewhere, ended]) expect(others).toContain(`port ${port} of 127.0.0.1 is in use\n`);
});

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

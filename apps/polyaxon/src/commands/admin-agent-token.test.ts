import { afterAll, beforeAll, expect, it } from "vitest";
import { apiStub } from "./testing/api-stub.ts";
import { runCli } from "./testing/run-cli.ts";

let stub: Awaited<ReturnType<typeof apiStub>>;
beforeAll(async () => void (stub = await apiStub(() => ({ body: { token: "t", name: "gpu-box" } }))));
afterAll(() => stub.close());

const hint = async (env: Record<string, string> = {}): Promise<string> => {
  const args = ["admin", "agent-token", "create", "--name", "gpu-box"];
  return (await runCli(args, { host: stub.url, env })).stderr;
};

it("names no address that leads the other machine to itself", async () => {
  expect(await hint()).toContain(`polyaxon agent --server http://HOST:${new URL(stub.url).port}\n`);
});

it("names the address that was given for others", async () => {
  const env = { POLYAXON_PUBLIC_URL: "https://plx.example.org/" };
  expect(await hint(env)).toContain("polyaxon agent --server https://plx.example.org\n");
});

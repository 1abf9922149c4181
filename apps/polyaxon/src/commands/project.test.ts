import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiStub } from "./testing/api-stub.ts";
import { runCli } from "./testing/run-cli.ts";
import { uuidOf } from "./testing/sample-runs.ts";

let stub: Awaited<ReturnType<typeof apiStub>>;
const cwd = mkdtempSync(join(tmpdir(), "plx-project-"));

beforeAll(async () => {
  stub = await apiStub(({ body }) => ({ status: 201, body: { uuid: uuidOf("a"), ...(body as object) } }));
});
afterAll(async () => {
  await stub.close();
  rmSync(cwd, { recursive: true });
});

describe("polyaxon project create", () => {
  it("makes the project that of the folder too, where --init says so", async () => {
    const { stdout } = await runCli(["project", "create", "digits", "--init"], { host: stub.url, cwd });
    expect(stdout).toBe("created project digits, the project of this folder from now on\n");
    expect(JSON.parse(readFileSync(join(cwd, ".polyaxon/.project"), "utf8"))).toMatchObject({ name: "digits" });
  });

  it.each([
    ["-n", ["project", "create", "-n", "digits"]],
    ["the group", ["projects", "-p", "digits", "create", "--public"]],
  ])("takes its name from %s too", async (_where, words) => {
    await runCli(words, { host: stub.url, cwd });
    expect(stub.received.at(-1)?.body).toEqual({ name: "digits" });
  });
});

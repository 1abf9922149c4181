import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resolveConnection } from "./settings.ts";
import { runCli } from "./testing/run-cli.ts";

describe("which server, and as whom", () => {
  it("is this machine when nothing was said", () => {
    expect(resolveConnection({}, {})).toEqual({
      host: "http://127.0.0.1:8000",
      hostFrom: "default",
      token: null,
      tokenFrom: null,
    });
  });

  it("is the environment before the saved file", () => {
    const env = { POLYAXON_HOST: "http://a:1/", POLYAXON_AUTH_TOKEN: "t" };
    expect(resolveConnection(env, { host: "http://b:2" })).toMatchObject({ host: "http://a:1", token: "t" });
  });

  it("sends a saved token to the host it was saved for, and to no other", () => {
    const saved = { host: "http://b:2", token: "secret" };
    expect(resolveConnection({}, saved).token).toBe("secret");
    expect(resolveConnection({ POLYAXON_HOST: "http://a:1" }, saved).token).toBeNull();
  });
});

describe("polyaxon config", () => {
  let env: { HOME: string; XDG_CONFIG_HOME: string };
  beforeEach(() => {
    const home = mkdtempSync(join(tmpdir(), "plx-config-"));
    env = { HOME: home, XDG_CONFIG_HOME: home };
  });
  afterEach(() => rmSync(env.HOME, { recursive: true }));

  it("keeps what was set in a file of its own that only its owner can read, and masks the token", async () => {
    await runCli(["config", "set", "--host", "https://plx.example.org/", "--token", "plxa_123456789"], { env });
    expect(statSync(join(env.HOME, "polyaxon/config.json")).mode & 0o777).toBe(0o600);
    const { stdout } = await runCli(["config", "show"], { env });
    expect(stdout).toContain("https://plx.example.org  (saved)");
    expect(stdout).toContain("plxa_********");
    expect(stdout).not.toContain("123456789");
    expect((await runCli(["config", "get", "token"], { env })).stdout).toBe("plxa_123456789\n");
  });

  it("forgets the token with its host", async () => {
    await runCli(["config", "set", "--host", "http://a:1", "--token", "t"], { env });
    await runCli(["config", "set", "--host", "http://b:2"], { env });
    expect((await runCli(["config", "get", "token"], { env })).stdout).toBe("\n");
  });

  it("refuses what is no address", async () => {
    const { code, said } = await runCli(["config", "set", "--host", "localhost:8000"], { env });
    expect([code, said]).toEqual([
      2,
      '"localhost:8000" is not an address: expected http://HOST:PORT or https://HOST\ndid you mean http://localhost:8000?',
    ]);
  });
});

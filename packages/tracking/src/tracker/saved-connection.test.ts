import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chooseConnection } from "./saved-connection.ts";

let env: { readonly XDG_CONFIG_HOME: string };
beforeEach(() => (env = { XDG_CONFIG_HOME: mkdtempSync(join(tmpdir(), "plx-saved-")) }));
afterEach(() => rmSync(env.XDG_CONFIG_HOME, { recursive: true }));

const save = (text: string): void => {
  mkdirSync(join(env.XDG_CONFIG_HOME, "polyaxon"));
  writeFileSync(join(env.XDG_CONFIG_HOME, "polyaxon/config.json"), text);
};

describe("the server of a tracker", () => {
  it("is the one that `polyaxon config set` saved, with its token", () => {
    save('{"host":"https://plx.example.org/","token":"plxa_1"}');
    expect(chooseConnection(env)).toEqual({ host: "https://plx.example.org", token: "plxa_1" });
  });

  it("is the environment's before that, which the saved token is not for", () => {
    save('{"host":"https://plx.example.org","token":"plxa_1"}');
    expect(chooseConnection({ ...env, POLYAXON_HOST: "http://other:1" })).toEqual({
      host: "http://other:1",
      token: null,
    });
    expect(chooseConnection({ ...env, POLYAXON_AUTH_TOKEN: "t" }).token).toBe("t");
  });

  it("is this machine when nothing was said; a token saved without a host is for it", () => {
    expect(chooseConnection(env)).toEqual({ host: "http://localhost:8000", token: null });
    save('{"token":"plxa_1"}');
    expect(chooseConnection(env).token).toBe("plxa_1");
    expect(chooseConnection({ ...env, POLYAXON_HOST: "http://other:1" }).token).toBeNull();
  });

  it.each(["", "[]", "null", '{"host":3}', '{"host":"not an address"}'])("is not disturbed by %s", (text) => {
    save(text);
    expect(chooseConnection(env)).toEqual({ host: "http://localhost:8000", token: null });
  });
});

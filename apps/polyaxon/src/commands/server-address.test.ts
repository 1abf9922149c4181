import { describe, expect, it } from "vitest";
import { connect } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import { serverAddress } from "./server-address.ts";

const refusal = (run: () => unknown): readonly [string, readonly string[]] => {
  try {
    run();
  } catch (error) {
    if (error instanceof CliError) return [error.message, error.hints];
    throw error;
  }
  throw new Error("it was accepted");
};

describe("the address of a server", () => {
  it("is a web address; slashes at its end are dropped", () => {
    expect(serverAddress("https://polyaxon.example.org/ml//")).toBe("https://polyaxon.example.org/ml");
  });

  it.each(["127.0.0.1:8000", "localhost:8000"])("%s lacks its protocol", (text) => {
    expect(refusal(() => serverAddress(text))).toEqual([
      `"${text}" is not an address: expected http://HOST:PORT or https://HOST`,
      [`did you mean http://${text}?`],
    ]);
  });

  it.each(["", "ftp://host", "http://a b"])("%j is none, and nothing near it is", (text) => {
    expect(refusal(() => serverAddress(text))[1]).toEqual([]);
  });

  it("says that POLYAXON_HOST was wrong, before anything is sent", () => {
    const env = { POLYAXON_HOST: "127.0.0.1:8000", XDG_CONFIG_HOME: "/nowhere" };
    expect(refusal(() => connect(env))[0]).toMatch(/^POLYAXON_HOST: "127\.0\.0\.1:8000" is not an address/);
  });
});

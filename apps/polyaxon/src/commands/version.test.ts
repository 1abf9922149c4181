import { expect, it } from "vitest";
import { VERSION } from "../version.ts";
import { apiStub } from "./testing/api-stub.ts";
import { runCli } from "./testing/run-cli.ts";

const check = async (version: string, ...words: string[]) => {
  const { close, url } = await apiStub(({ path }) =>
    path === "/api/v1/installation" ? { body: { key: "k", version, dist: "ce" } } : undefined,
  );
  const ended = await runCli(["version", "--check", ...words], { host: url });
  await close();
  return { ...ended, url };
};

it("version --check shows the server's beside this one's, and says when they differ", async () => {
  const same = await check(VERSION);
  expect([same.code, same.stderr]).toEqual([0, ""]);
  expect(same.stdout).toMatch(new RegExp(`^command line +${VERSION}\nserver +${VERSION} +\\(${same.url}\\)\n$`));
  const older = await check("0.0.1", "--json");
  expect(JSON.parse(older.stdout)).toMatchObject({ version: VERSION, server: { host: older.url, version: "0.0.1" } });
  expect(older.stderr).toContain("they differ");
});

it("version --check says when no server answers", async () => {
  expect((await runCli(["version", "--check"])).code).toBe(3);
});

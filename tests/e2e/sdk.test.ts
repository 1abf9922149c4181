import { spawn } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLI, cleanUp, polyaxon, type Server, startServer, temporaryFolder } from "../harness.ts";

/** The examples, with the package that was built beside the tested command line, for a user who configured the server once. */
let folder: string;
let server: Server;
let home: string;

beforeAll(async () => {
  folder = temporaryFolder("sdk");
  home = join(folder, "home");
  server = await startServer({ dataDir: join(folder, "data") });
  cpSync(resolve(import.meta.dirname, "../../examples/sdk"), join(folder, "sdk"), { recursive: true });
  const installed = join(folder, "node_modules/polyaxon");
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, "package.json"), '{"name":"polyaxon","type":"module","exports":"./dist/index.js"}');
  symlinkSync(dirname(CLI), join(installed, "dist"));
  const saved = await polyaxon(["config", "set", "--host", server.url], { env: { HOME: home } });
  expect(saved.code, saved.stderr).toBe(0);
});
afterAll(async () => {
  await server.kill("SIGTERM");
  cleanUp();
});

const run = async (script: string): Promise<string> => {
  const child = spawn(process.execPath, [script], {
    cwd: join(folder, "sdk"),
    env: { PATH: process.env["PATH"], HOME: home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  const code = await new Promise<number | null>((done) => child.on("close", done));
  expect(code, said).toBe(0);
  return said;
};

describe("the SDK, without a word about the server but `config set`", () => {
  it("submits a sweep, waits, and reads the leaderboard", async () => {
    const said = await run("sweep.mjs");
    expect(said).toMatch(/^submitted [0-9a-f]{32}$/m);
    expect(said).toMatch(/succeeded\nloss \S+ with lr 0\.4\nloss \S+ with lr 0\.1\nloss \S+ with lr 0\.01\n$/);
  });

  it("tracks a process as a run of its own, and reads it back", async () => {
    expect(await run("track.mjs")).toBe("by-hand succeeded with value 0.09765625\nits file says 0.09765625\n");
  });
});

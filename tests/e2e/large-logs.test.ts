import { createHash } from "node:crypto";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { afterAll, expect, it } from "vitest";
import { CLI, cleanUp, createProject, PROJECT, startServer, submit, temporaryFolder, untilFinal } from "../harness.ts";

afterAll(cleanUp);

const GIGABYTE = 1_000_000_000;
const LINE = 1_000;

/** Every line is different, so that a skipped, repeated or reordered one changes the digest. */
const script = `
const lines = ${GIGABYTE / LINE};
let block = "";
for (let i = 0; i < lines; i += 1) {
  block += (i + " ").padEnd(${LINE - 1}, "abcdefghij") + "\\n";
  if (block.length > 1 << 20) {
    if (!process.stdout.write(block)) await new Promise((done) => process.stdout.once("drain", done));
    block = "";
  }
}
process.stdout.write(block);
`;

it("1 GB of logs arrives byte for byte, in bounded memory", async () => {
  const folder = temporaryFolder("large-logs");
  const server = await startServer({ dataDir: join(folder, "data") });
  await createProject(server);
  writeFileSync(join(folder, "loud.mjs"), script);

  const expected = createHash("sha256");
  for (let i = 0; i < GIGABYTE / LINE; i += 1) expected.update(`${`${i} `.padEnd(LINE - 1, "abcdefghij")}\n`);

  let peak = 0;
  const sampling = setInterval(() => (peak = Math.max(peak, server.rss())), 100);
  const began = Date.now();
  const uuid = await submit(server, {
    folder,
    yaml: `version: 1.1\nkind: component\nrun: {kind: job, container: {command: [node, loud.mjs]}}\n`,
  });
  const run = await untilFinal(server, uuid, 600_000);
  const stored = Date.now();
  expect(run.status).toBe("succeeded");

  // Read back as a user does; hashed while it streams.
  const reader = spawn(process.execPath, [CLI, "ops", "logs", "-uid", uuid, "-p", PROJECT, "--no-follow"], {
    env: { PATH: process.env["PATH"] ?? "", HOME: folder, POLYAXON_HOST: server.url },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const actual = createHash("sha256");
  let bytes = 0;
  for await (const chunk of reader.stdout) {
    actual.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  clearInterval(sampling);
  const megabytes = (n: number): string => (n / 1_000_000).toFixed(0);
  process.stdout.write(
    `large-logs: ${megabytes(bytes)} MB, stored in ${stored - began} ms, read in ${Date.now() - stored} ms, ` +
      `server peak RSS ${megabytes(peak)} MB\n`,
  );
  expect(bytes).toBe(GIGABYTE);
  expect(actual.digest("hex")).toBe(expected.digest("hex"));
  expect(peak).toBeLessThan(400_000_000);
  expect(statSync(join(folder, "data")).isDirectory()).toBe(true);
  await server.kill("SIGTERM");
}, 1_200_000);

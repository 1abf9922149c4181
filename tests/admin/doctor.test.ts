import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import {
  cleanUp,
  createProject,
  getJson,
  polyaxon,
  runUrl,
  startServer,
  submit,
  temporaryFolder,
  waitFor,
  type WireRun,
} from "../harness.ts";

afterAll(cleanUp);

/** The store's own driver, as a person's database shell. */
const { DatabaseSync } = createRequire(join(import.meta.dirname, "../../packages/store/package.json"))(
  "@photostructure/sqlite",
) as { DatabaseSync: new (file: string, options: object) => { exec(sql: string): void; close(): void } };

const YAML = `
version: 1.1
kind: component
run:
  kind: job
  container: {command: [sleep, "600"]}
`;

function breakIt(dataDir: string, sql: string): void {
  const database = new DatabaseSync(join(dataDir, "polyaxon.db"), { timeout: 10_000 });
  database.exec(sql);
  database.close();
}

it("I5: doctor lists what runs wait for, names what somebody broke in a running server's database, and mends it", async () => {
  const folder = temporaryFolder("doctor");
  const dataDir = join(folder, "data");
  const server = await startServer({ dataDir, args: ["--slots", "1"] });
  await createProject(server);
  const doctor = (...args: string[]) => polyaxon(["admin", "doctor", ...args], { host: server.url });
  const first = await submit(server, { folder, yaml: YAML });
  const second = await submit(server, { folder, yaml: YAML });
  await waitFor("one to run", async () => (await getJson<WireRun>(runUrl(server, first))).status === "running");
  await waitFor("one to queue", async () => (await getJson<WireRun>(runUrl(server, second))).status === "queued");

  const healthy = await doctor("--json");
  expect(healthy.code).toBe(0);
  const report = JSON.parse(healthy.stdout) as { waiting: { oldest: { run: string; waits_for: string }[] } };
  const waits = new Map(report.waiting.oldest.map((each) => [each.run, each.waits_for]));
  expect([waits.get(first), waits.get(second)]).toEqual(["agent", "slot"]);

  breakIt(dataDir, "delete from run_queue");
  const broken = await doctor();
  expect([broken.code, broken.stdout]).toEqual([1, expect.stringContaining("not-in-queue")]);
  expect(broken.stdout).toContain(second);
  const repaired = await doctor("--repair");
  expect([repaired.code, repaired.stdout]).toEqual([0, expect.stringContaining(`repaired not-in-queue ${second}`)]);
  expect((await doctor()).code).toBe(0);

  await polyaxon(["ops", "stop", "-uid", first, "-y"], { host: server.url });
  await waitFor(
    "the mended run to start",
    async () => (await getJson<WireRun>(runUrl(server, second))).status === "running",
  );
  await polyaxon(["ops", "stop", "-uid", second, "-y"], { host: server.url });
  await waitFor("it to stop", async () => (await getJson<WireRun>(runUrl(server, second))).status === "stopped");

  const beside = await polyaxon(["admin", "doctor", "--data-dir", dataDir]);
  expect([beside.code, beside.stderr]).toEqual([1, expect.stringContaining("in use by another server")]);
  await server.kill("SIGTERM");
  expect((await doctor()).code).toBe(3);
  breakIt(dataDir, "update runs set tags = '[\"x\"]'");
  const offline = await polyaxon(["admin", "doctor", "--data-dir", dataDir]);
  expect([offline.code, offline.stdout]).toEqual([1, expect.stringContaining("values-disagree")]);
  expect((await polyaxon(["admin", "doctor", "--repair", "--data-dir", dataDir])).code).toBe(0);
  const migrate = await polyaxon(["admin", "migrate", "--dry-run", "--data-dir", dataDir]);
  expect([migrate.code, migrate.stderr]).toEqual([0, "nothing to migrate\n"]);
});

it("doctor names a damaged database file and what to do, without a stack", async () => {
  const dataDir = join(temporaryFolder("doctor-damaged"), "data");
  const server = await startServer({ dataDir, args: ["--no-agent"] });
  await createProject(server);
  await server.kill("SIGTERM");
  breakIt(dataDir, "pragma wal_checkpoint(truncate)");
  const file = join(dataDir, "polyaxon.db");
  const bytes = readFileSync(file);
  bytes.fill(0xff, 3 * 4096, 3 * 4096 + 16);
  writeFileSync(file, bytes);
  const found = await polyaxon(["admin", "doctor", "--data-dir", dataDir]);
  expect(found.code).toBe(1);
  expect(found.stderr).toMatch(/is damaged.*[Rr]estore a backup/s);
  expect(found.stderr).not.toMatch(/\n\s+at /);
});

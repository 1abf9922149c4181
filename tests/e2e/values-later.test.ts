import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import {
  cleanUp,
  createProject,
  getJson,
  post,
  PROJECT,
  runUrl,
  startServer,
  temporaryFolder,
  waitFor,
} from "../harness.ts";

afterAll(cleanUp);

interface Shell {
  prepare(sql: string): { get(): unknown };
  close(): void;
}
/** The store's own driver, as a person's database shell. */
const { DatabaseSync } = createRequire(join(import.meta.dirname, "../../packages/store/package.json"))(
  "@photostructure/sqlite",
) as { DatabaseSync: new (file: string, options: object) => Shell };

it("values that a killed server had not indexed yet are indexed by the next one, and found", async () => {
  const dataDir = join(temporaryFolder("values-later"), "data");
  const marked = (): number => {
    const shell = new DatabaseSync(join(dataDir, "polyaxon.db"), { timeout: 10_000 });
    const row = shell.prepare("select count(*) as runs from runs where values_due_at is not null").get();
    shell.close();
    return (row as { runs: number }).runs;
  };
  const start = () => startServer({ dataDir, args: ["--no-agent"] });
  let server = await start();
  await createProject(server);
  const made = { managed_by: "user", is_managed: false, name: "many" };
  const { uuid } = await post<{ uuid: string }>(`${server.url}/api/v1/default/${PROJECT}/runs`, made);

  let value = 0;
  for (let tries = 1; tries <= 10 && marked() === 0; tries += 1) {
    if (tries > 1) server = await start();
    const log = async (logged: number): Promise<void> => {
      const outputs = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`m${at}`, logged + at]));
      const body = JSON.stringify({ outputs, merge: true });
      const headers = { "content-type": "application/json" };
      expect((await fetch(runUrl(server, uuid), { method: "PATCH", headers, body })).status).toBe(200);
    };
    // On a machine so slow that a second passes between two of them, or before the kill, nothing is left to do.
    for (let step = 0; step < 5; step += 1) await log((value += 1000));
    await server.kill("SIGKILL");
  }
  expect(marked(), "a mark that was left behind").toBe(1);

  server = await start();
  await waitFor("the next server to index it unasked", () => marked() === 0);
  const query = new URLSearchParams({ query: `metrics.m7:${value + 7}` });
  const list = `${server.url}/api/v1/default/${PROJECT}/runs?${query.toString()}`;
  expect((await getJson<{ results: { uuid: string }[] }>(list)).results.map((run) => run.uuid)).toEqual([uuid]);
  expect(await server.kill("SIGTERM")).toBe(0);
});

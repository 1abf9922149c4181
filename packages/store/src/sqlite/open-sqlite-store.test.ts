import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { parseQuery } from "@polyaxon/query";
import { afterEach, beforeEach, expect, test } from "vitest";
import { create, makeProject, newRun, PROJECT } from "../contract/harness.ts";
import { StoreError, StoreLockedError } from "../errors.ts";
import { openSqliteStore } from "./open-sqlite-store.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "polyaxon-open-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const refusal = async (open: Promise<unknown>): Promise<StoreError> => {
  const error: unknown = await open.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StoreError);
  return error as StoreError;
};

test("a second opener is refused, naming the holder", async () => {
  const store = await openSqliteStore({
    folder,
    holder: { url: "http://127.0.0.1:8000" },
    now: () => Date.UTC(2026, 0, 2),
  });
  const error = await refusal(openSqliteStore({ folder }));
  expect(error).toBeInstanceOf(StoreLockedError);
  expect((error as StoreLockedError).holder).toEqual({
    pid: process.pid,
    started: "2026-01-02T00:00:00.000Z",
    details: { url: "http://127.0.0.1:8000" },
  });
  expect(error.message).toContain(
    `process ${process.pid}, started 2026-01-02T00:00:00.000Z, url http://127.0.0.1:8000`,
  );
  await store.close();
  await (await openSqliteStore({ folder })).close();
});

test("no other account can read the database or its side files, whatever its folder lets them see", async () => {
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "polyaxon.db"), "", { mode: 0o644 });
  const store = await openSqliteStore({ folder });
  await makeProject(store);
  const modes = () =>
    Object.fromEntries(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o077]));
  expect(Object.keys(modes()).length).toBeGreaterThanOrEqual(4);
  expect(Object.values(modes()).every((mode) => mode === 0)).toBe(true);
  await store.snapshotInto(join(folder, "copy.db"));
  expect(modes()["copy.db"]).toBe(0);
  await store.close();
});

test("the lock of a killed process is free", async () => {
  const script = `const { open } = await import(process.argv[1]); await open({ folder: process.argv[2] }); process.stdout.write("open\\n");`;
  const harness = new URL("./sqlite-harness.ts", import.meta.url).href;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script, harness, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  const error = await refusal(openSqliteStore({ folder }));
  expect((error as StoreLockedError).holder?.pid).toBe(child.pid);
  child.kill("SIGKILL");
  await once(child, "exit");
  await (await openSqliteStore({ folder })).close();
});

test("a commit is fully synced to a write-ahead log", async () => {
  const store = await openSqliteStore({ folder });
  await makeProject(store);
  await store.close();
  const connection = new DatabaseSync(join(folder, "polyaxon.db"));
  expect(connection.prepare("pragma journal_mode").get()).toMatchObject({ journal_mode: "wal" });
  connection.close();
});

test("a schema written by a newer version is refused", async () => {
  await (await openSqliteStore({ folder })).close();
  const connection = new DatabaseSync(join(folder, "polyaxon.db"));
  connection.exec("insert into schema_history (number, name, applied_at) values (99, 'from-the-future', 0)");
  connection.close();
  const error = await refusal(openSqliteStore({ folder }));
  expect(error.code).toBe("newer-schema");
  expect(error.message).toMatch(/schema 99 \(from-the-future\).*knows up to \d+/);
  expect((await refusal(openSqliteStore({ folder }))).code).toBe("newer-schema");
});

test("a damaged file is refused and left as it is", async () => {
  const text = "this is not a database\n".repeat(100);
  writeFileSync(join(folder, "polyaxon.db"), text);
  const error = await refusal(openSqliteStore({ folder }));
  expect(error.code).toBe("corrupt");
  expect(error.message).toContain(join(folder, "polyaxon.db"));
  expect(readFileSync(join(folder, "polyaxon.db"), "utf8")).toBe(text);
});

test("a folder that cannot be is refused with the reason", async () => {
  writeFileSync(join(folder, "file"), "");
  expect((await refusal(openSqliteStore({ folder: join(folder, "file", "below") }))).code).toBe("cannot-open");
  mkdirSync(join(folder, "taken", "polyaxon.db"), { recursive: true });
  expect((await refusal(openSqliteStore({ folder: join(folder, "taken") }))).code).toBe("cannot-open");
});

test("a read that takes too long is stopped with a clear error, and the next one is answered", async () => {
  const store = await openSqliteStore({ folder, readTimeoutMs: 0 });
  await makeProject(store);
  // The clock is looked at on one row in 256.
  await create(store, ...Array.from({ length: 600 }, (_, index) => newRun(index + 1)));
  const list = (query: string) =>
    store.listRuns(PROJECT, { query: parseQuery(query), limit: 1, offset: 599, withCount: false });
  expect((await refusal(list("name:%run%"))).code).toBe("too-slow");
  expect(await list("uuid:unknown")).toMatchObject({ results: [], count: null });
  await store.close();
});

test("a closed store says so", async () => {
  const store = await openSqliteStore({ folder });
  await store.close();
  await store.close();
  expect((await refusal(store.heartbeat("a", 1))).code).toBe("closed");
});

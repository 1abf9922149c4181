import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockFolder } from "@polyaxon/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "./testing/run-cli.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "plx-places-"));
  mkdirSync(join(cwd, "own"));
  writeFileSync(join(cwd, "own/polyaxon.db"), "");
});
afterEach(() => rmSync(cwd, { recursive: true }));

// Nothing listens there: whoever is led to this database says so.
const env = { POLYAXON_DATABASE_URL: "postgresql://plx@127.0.0.1:9/plx" };
const admin = (...args: string[]) => runCli(["admin", ...args], { cwd, env });

describe("a Postgres database in the environment, and a folder in the command", () => {
  it("is not restored into before somebody has said which is meant", async () => {
    const { code, said } = await admin("restore", "b.tar.gz", "--data-dir", "new", "--force");
    expect([code, said]).toEqual([
      2,
      `--data-dir names a folder, and POLYAXON_DATABASE_URL names a Postgres database: which is meant?
the folder: env -u POLYAXON_DATABASE_URL polyaxon admin restore b.tar.gz --data-dir new
the Postgres database: polyaxon admin restore b.tar.gz --artifacts-dir FOLDER`,
    ]);
  });

  it.each([["doctor"], ["migrate"], ["backup", "b.tar.gz"]])(
    "are two databases where the folder has its own: `admin %s` asks which is meant",
    async (...command) => {
      const { code, said } = await admin(...command, "--data-dir", "own");
      expect(code).toBe(2);
      expect(said).toContain("--data-dir names a folder with a database of its own");
      expect(said).toContain(`env -u POLYAXON_DATABASE_URL polyaxon admin ${command.join(" ")} --data-dir own`);
    },
  );

  it.each([
    ["the data folder of a server on Postgres", ["--data-dir", "new"]],
    ["a database that is named in the command", ["--data-dir", "own", "--database-url", env.POLYAXON_DATABASE_URL]],
    ["the folder of its artifacts", ["--data-dir", "own", "--artifacts-dir", "shared"]],
  ])("leave no doubt with %s", async (_what, options) => {
    const { code, said } = await admin("doctor", ...options);
    expect([code, said]).toEqual([1, expect.stringContaining("127.0.0.1:9/plx cannot be reached")]);
  });
});

it("`admin migrate` of a folder that a server holds says that the server has migrated it, not what other commands can do", async () => {
  const lock = lockFolder(join(cwd, "own"), { pid: 4711, started: "2026-11-22T12:00:00.000Z", details: {} });
  const migrate = await runCli(["admin", "migrate", "--dry-run", "--data-dir", "own"], { cwd });
  const doctor = await runCli(["admin", "doctor", "--data-dir", "own"], { cwd });
  lock.release();
  expect([migrate.code, doctor.code]).toEqual([1, 1]);
  expect(migrate.said).toMatch(
    /by another server: process 4711.*\nend it first; a server has brought the database to its own/,
  );
  expect(doctor.said).toMatch(/by another server: process 4711.*\nend that server first, .* also ask a running server/);
});

describe("polyaxon admin backup", () => {
  it("replaces no file unless told to: it may be the last good backup", async () => {
    writeFileSync(join(cwd, "b.tar.gz"), "yesterday's");
    const { code, said } = await runCli(["admin", "backup", "b.tar.gz"], { cwd });
    expect([code, said]).toEqual([
      2,
      "b.tar.gz is there already: nothing was written\nchoose another name, such as one with today's date, or replace it: --force",
    ]);
    // Nobody answers there: with --force it goes on to ask.
    expect((await runCli(["admin", "backup", "b.tar.gz", "--force"], { cwd })).code).toBe(3);
    expect(readdirSync(cwd)).toEqual(["b.tar.gz", "own"]);
  });
});

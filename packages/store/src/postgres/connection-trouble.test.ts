import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cluster, postgresCluster, whyNoPostgres } from "../contract/postgres-cluster.ts";
import { StoreError } from "../errors.ts";
import { openPostgresStore } from "./open-postgres-store.ts";
import { whyRefused } from "./prepare-database.ts";

/** What a person reads who starts a server on this address. */
async function refusal(url: string): Promise<string> {
  const error: unknown = await openPostgresStore({ url, waitMs: 0 }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StoreError);
  const { code, message } = error as StoreError;
  expect(message).not.toContain("secret");
  return `${code}: ${message}`;
}

const SOUND = { number: 150_004, version: "15.4", encoding: "UTF8", readOnly: false };

describe("what a server says of itself", () => {
  // Facts that are made up: no server that old is installed here.
  test("one older than 15 is refused, with what to do", () => {
    expect(whyRefused({ ...SOUND, number: 140_009, version: "14.9" }, "db:5432/x")?.message).toBe(
      "The database db:5432/x runs on PostgreSQL 14.9; 15 or newer is needed. Upgrade the server.",
    );
    expect(whyRefused(SOUND, "db:5432/x")).toBeNull();
    expect(whyRefused({ ...SOUND, number: 170_000, version: "17beta1" }, "db:5432/x")).toBeNull();
  });
});

describe("nobody there", () => {
  test("an unknown host is named as one", async () => {
    expect(await refusal("postgresql://u:secret@no-such-host.invalid/d")).toMatch(
      /^unreachable: The database no-such-host\.invalid:5432\/d cannot be reached: .*(ENOTFOUND|EAI_AGAIN).*check the host in POLYAXON_DATABASE_URL/,
    );
  });

  test("a port on which nobody listens is named as one", async () => {
    expect(await refusal("postgresql://u:secret@127.0.0.1:1/d")).toMatch(
      /^unreachable: .*127\.0\.0\.1:1\/d.*ECONNREFUSED.*is the database server running, and is the port right\?/,
    );
  });

  test("a server that hangs up, or speaks otherwise, is no database that can be reached", async () => {
    const server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    expect(await refusal(`postgresql://u:secret@127.0.0.1:${port}/d`)).toMatch(/^unreachable: .*cannot be reached/);
    server.close();
  });
});

const reason = whyNoPostgres();
describe.skipIf(reason !== null)(`on a real server${reason === null ? "" : ` (${reason})`}`, () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await postgresCluster();
    await cluster.admin("create role asked login password 'right secret'");
    const [file] = await cluster.admin("show hba_file");
    const hba = String(file?.["hba_file"]);
    writeFileSync(hba, `host all asked 127.0.0.1/32 scram-sha-256\n${readFileSync(hba, "utf8")}`);
    await cluster.admin("select pg_reload_conf()");
    await cluster.admin("create database latin template template0 encoding latin1 locale_provider libc locale 'C'");
  });
  afterAll(async () => {
    await cluster.dropDatabase("latin");
    await cluster.admin("drop role asked");
  });

  test("a wrong password, and none where one is asked for", async () => {
    const url = cluster.url("postgres");
    await expect
      .poll(() => refusal(url.replace("polyaxon@", "asked:secret@")))
      .toMatch(/^refused: .*does not let this user in: password authentication failed.*Check the user and password/);
    expect(await refusal(url.replace("polyaxon@", "asked@"))).toMatch(
      /^refused: .*The server asks for a password, and POLYAXON_DATABASE_URL has none/,
    );
  });

  test("TLS that the server does not speak", async () => {
    expect(await refusal(`${cluster.url("postgres")}?sslmode=verify-full`)).toMatch(/^refused: .*leave sslmode out/);
  });

  test("a database of another encoding", async () => {
    expect(await refusal(cluster.url("latin"))).toMatch(
      /^refused: .*encoding LATIN1; UTF8 is needed.*createdb --encoding=UTF8/,
    );
  });

  test("a database that is not there", async () => {
    expect(await refusal(cluster.url("nowhere"))).toMatch(/^refused: There is no such database.*createdb/);
  });
});

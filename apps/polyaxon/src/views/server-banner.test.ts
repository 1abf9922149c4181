import picocolors from "picocolors";
import { expect, it } from "vitest";
import { bannerLines } from "./server-banner.ts";

const server = {
  url: "http://0.0.0.0:8000",
  dataDir: "/data",
  database: null,
  roles: new Set(["api", "streams", "scheduler", "agent"]),
  auth: true,
  adminToken: null,
  firstStart: false,
};
const text = (more: object) => bannerLines({ ...server, ...more }, picocolors.createColors(false)).join("\n");

it("tells other machines the address that was named for them, and else that there is one to name", () => {
  const named = text({ publicUrl: "https://plx.example.org" });
  expect(named).toContain("polyaxon config set --host https://plx.example.org --token TOKEN");
  expect(text({})).toContain("polyaxon config set --host URL --token TOKEN");
});

it.each([
  ["nothing to export where it is looked for anyway", "http://127.0.0.1:8000", null],
  ["nothing either when it listens on all addresses: loopback is among them", "http://0.0.0.0:8000", null],
  ["loopback with the port, as no address is called 0.0.0.0", "http://0.0.0.0:8001", "http://127.0.0.1:8001"],
  ["the same of IPv6, which takes IPv4 as well", "http://[::]:8001", "http://127.0.0.1:8001"],
  ["the public address where loopback is not listened on", "http://10.0.0.5:8000", "https://plx.example.org"],
])("says to this machine's own commands: %s", (_, url, told) => {
  const first = /first {4}export POLYAXON_HOST=(.*)/.exec(text({ url, publicUrl: "https://plx.example.org" }))?.[1];
  expect(first ?? null).toBe(told);
});

it("says of a server on Postgres that the database in its data folder is another one", () => {
  const database = "db:5432/plx";
  expect(text({ database, idleDatabase: "/data/polyaxon.db" })).toContain(
    "database db:5432/plx\n         not /data/polyaxon.db, which is there too",
  );
  expect(text({ database })).not.toContain("not /data");
});

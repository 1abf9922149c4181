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

it("says of a server on Postgres that the database in its data folder is another one", () => {
  const database = "db:5432/plx";
  expect(text({ database, idleDatabase: "/data/polyaxon.db" })).toContain(
    "database db:5432/plx\n         not /data/polyaxon.db, which is there too",
  );
  expect(text({ database })).not.toContain("not /data");
});

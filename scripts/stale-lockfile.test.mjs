import { describe, expect, it } from "vitest";
import { staleLockfile } from "./stale-lockfile.mjs";

const manifests = () => ({
  "": { devDependencies: { vitest: "4.0.0" } },
  "packages/store": { version: "0.1.0", dependencies: { kysely: "1.0.0" } },
});

const lock = () => ({
  packages: {
    "": { devDependencies: { vitest: "4.0.0" } },
    "node_modules/@polyaxon/store": { resolved: "packages/store", link: true },
    "node_modules/kysely": { version: "1.0.0" },
    "node_modules/vitest": { version: "4.0.0", dependencies: { chai: "^5.0.0" }, devDependencies: { ignored: "1" } },
    "node_modules/vitest/node_modules/chai": { version: "5.1.0" },
    "packages/store": { version: "0.1.0", dependencies: { kysely: "1.0.0" } },
  },
});

describe("staleLockfile", () => {
  it("finds nothing where both say the same", () => {
    expect(staleLockfile(lock(), manifests())).toEqual([]);
  });

  it("names what a package.json asks for and the lockfile does not have", () => {
    const wanted = manifests();
    wanted["packages/store"].dependencies = { kysely: "1.0.1", pg: "8.0.0" };
    expect(staleLockfile(lock(), wanted)).toEqual([
      "packages/store/package.json: kysely 1.0.1, the lockfile has 1.0.0",
      "packages/store/package.json: pg 8.0.0, the lockfile has none",
    ]);
  });

  it("names what no package.json asks for any more", () => {
    const wanted = manifests();
    delete wanted["packages/store"].dependencies;
    expect(staleLockfile(lock(), wanted)).toEqual([
      "packages/store/package.json: kysely is not asked for, the lockfile has 1.0.0",
    ]);
  });

  it("names an entry that nothing reaches, which `npm ci` would never install", () => {
    const found = lock();
    found.packages["node_modules/pg"] = { version: "8.0.0", dependencies: { "pg-types": "1" } };
    found.packages["node_modules/pg-types"] = { version: "1.0.0" };
    expect(staleLockfile(found, manifests())).toEqual([
      "nothing asks for node_modules/pg",
      "nothing asks for node_modules/pg-types",
    ]);
  });

  it("names workspaces that are new or gone", () => {
    const { "packages/store": store, ...rest } = manifests();
    expect(staleLockfile(lock(), { ...rest, "packages/shop": store })).toEqual([
      "packages/shop/package.json is not in the lockfile",
      "the lockfile names packages/store, which is no workspace",
      "nothing asks for node_modules/@polyaxon/store",
      "nothing asks for node_modules/kysely",
    ]);
  });
});

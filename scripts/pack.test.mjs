import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root, run } from "./run-command.mjs";

it("packs nothing rather than a package without its build", async () => {
  const clone = mkdtempSync(join(tmpdir(), "pack-"));
  try {
    for (const name of ["package.json", "prepack.mjs", "build.mjs", "build-types.mjs"])
      copyFileSync(join(root, "apps/polyaxon", name), join(clone, name));
    copyFileSync(join(root, ".npmrc"), join(clone, ".npmrc"));
    const { code, output } = await run("npm", ["pack"], { cwd: clone });
    expect(output).toContain("run `make build` in the repository's folder");
    expect(code).not.toBe(0);
    expect(existsSync(join(clone, "polyaxon-0.1.0.tgz"))).toBe(false);
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
});

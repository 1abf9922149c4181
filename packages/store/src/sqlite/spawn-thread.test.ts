import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";

const here = fileURLToPath(new URL(".", import.meta.url));
const modules = fileURLToPath(new URL("../../../../node_modules", import.meta.url));

test("bundled, the threads start from the files beside the bundle", async () => {
  const folder = mkdtempSync(join(modules, ".cache-store-bundle-"));
  try {
    const main = join(folder, "main.ts");
    writeFileSync(
      main,
      `import { openSqliteStore } from ${JSON.stringify(join(here, "open-sqlite-store.ts"))};
       const store = await openSqliteStore({ folder: process.argv[2] });
       await store.ping();
       await store.close();
       console.log("pinged");`,
    );
    await build({
      entryPoints: {
        main,
        "store-writer-thread": join(here, "writer-thread.ts"),
        "store-reader-thread": join(here, "reader-thread.ts"),
      },
      bundle: true,
      platform: "node",
      format: "esm",
      outdir: folder,
      external: ["kysely", "@photostructure/sqlite"],
      logLevel: "error",
    });
    rmSync(main);
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    symlinkSync(modules, join(folder, "node_modules"));
    const output = execFileSync(process.execPath, [join(folder, "main.js"), join(folder, "data")], {
      encoding: "utf8",
    });
    expect(output).toBe("pinged\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

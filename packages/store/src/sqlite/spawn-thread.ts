import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { ThreadData } from "./thread-messages.ts";

export type ThreadName = "writer" | "reader";

/**
 * Starts a store thread. Bundled, its entry stands beside this bundle as `store-<name>-thread.js`; from TypeScript
 * source it is bundled first.
 */
export async function spawnThread(name: ThreadName, workerData: ThreadData): Promise<Worker> {
  const entry = import.meta.url.endsWith(".ts")
    ? await (bundles[name] ??= bundledFromSource(name))
    : new URL(`./store-${name}-thread.js`, import.meta.url);
  // Flags of the parent (a loader, a debugger, a test runner) are not for this thread.
  return new Worker(entry, { workerData, execArgv: [] });
}

/** Made once in each process; the source does not change under it. */
const bundles: Partial<Record<ThreadName, Promise<URL>>> = {};

/**
 * Development only: a worker thread of Node 20 cannot load TypeScript by itself, and a bundle starts several times
 * sooner than a loader. Only the native package stays outside.
 */
async function bundledFromSource(name: ThreadName): Promise<URL> {
  // Not a literal, so that bundlers of this package leave the development tool out.
  const bundler = "esbuild";
  const { build } = (await import(bundler)) as typeof import("esbuild");
  const source = fileURLToPath(new URL(`./${name}-thread.ts`, import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [source],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["@photostructure/sqlite"],
    write: false,
    logLevel: "error",
  });
  const text = outputFiles[0]?.text;
  if (text === undefined) throw new Error(`Nothing came out of bundling ${source}.`);
  const folder = join(packageModules(dirname(source)), ".cache", "polyaxon-store");
  const file = join(folder, `${name}-${createHash("sha256").update(text).digest("hex").slice(0, 16)}.mjs`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    const unfinished = `${file}.${process.pid}.${Date.now()}`;
    writeFileSync(unfinished, text);
    renameSync(unfinished, file);
  }
  return pathToFileURL(file);
}

/** The `node_modules` from which the externals resolve. */
function packageModules(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const modules = join(folder, "node_modules");
    if (existsSync(join(modules, "kysely"))) return modules;
    if (folder === dirname(folder))
      throw new Error(`There is no node_modules with kysely above ${from}: run npm install.`);
  }
}

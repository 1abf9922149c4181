/**
 * Adds to package-lock.json the platform builds that its writer's registry did not serve.
 *
 * Tools such as oxlint ship one optional package per platform. A registry mirror may serve only some; npm then leaves
 * the others out of the lockfile, `npm ci` refuses it ("Missing: … from lock file"), and a Mac would get no linter.
 * Run this after an `npm install` that touched such a tool. The added entries carry the exact version and the platform,
 * but no integrity, because the file could not be read here; `npm install` on that platform fills it in.
 */
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));

const systems = ["android", "darwin", "freebsd", "linux", "openharmony", "win32"];
const processors = ["arm64", "arm", "ia32", "loong64", "ppc64", "riscv64", "s390x", "wasm32", "x64"];

let added = 0;
for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (!/^\d+\.\d+\.\d+/.test(version) || isLocked(place, name)) continue;
    const platform = platformOf(name);
    if (platform === null) continue;
    // In npm's own order of fields, so that npm leaves them as they are.
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu: platform.cpu,
      ...(entry.dev ? { dev: true } : {}),
      ...(platform.libc.length > 0 ? { libc: platform.libc } : {}),
      ...(entry.license ? { license: entry.license } : {}),
      optional: true,
      ...(platform.os.length > 0 ? { os: platform.os } : {}),
      ...(entry.engines ? { engines: entry.engines } : {}),
    };
    added += 1;
  }
}

if (added > 0) {
  const sorted = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => a.localeCompare(b, "en")));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`);
}
console.log(`package-lock.json: ${added} platform packages added`);

/** Whether a lookup from `place` upwards finds `name`, as Node's resolution would. */
function isLocked(place, name) {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules/") - 1))) {
    if (lock.packages[folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`]) return true;
    if (folder === "") return false;
  }
}

/** Reads the platform from names like `binding-linux-arm64-gnu` and `win32-x64`; null when it names none. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const cpu = processors.find((word) => words.includes(word)) ?? (words.includes("armv7") ? "arm" : null);
  if (cpu === null) return null;
  const os = systems.filter((system) => words.includes(system));
  const libc = words.some((word) => word.startsWith("musl")) ? ["musl"] : ["glibc"];
  const named = os.includes("linux") && words.some((word) => /^(?:musl|gnu)/.test(word));
  return { cpu: [cpu], os, libc: named ? libc : [] };
}

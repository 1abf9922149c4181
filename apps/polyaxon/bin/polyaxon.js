#!/usr/bin/env node
// npm links a command only when its file is there at install time, and dist/ is built later: so the linked file is
// this one.
import { existsSync } from "node:fs";

const built = new URL("../dist/cli.js", import.meta.url);
if (!existsSync(built)) {
  console.error("polyaxon is not built yet: run `make build` in the folder of its repository");
  process.exit(1);
}
await import(built);

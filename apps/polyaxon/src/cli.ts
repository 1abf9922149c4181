#!/usr/bin/env node
import module from "node:module";
import { VERSION } from "./version.ts";

// From Node 22 on, compiled code is kept between starts. It has to be asked for before the rest is loaded.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();
// The one question that scripts ask at every turn is answered before anything is loaded.
const [word, ...more] = process.argv.slice(2);
if (more.length === 0 && (word === "version" || word === "--version" || word === "-V"))
  process.stdout.write(`${VERSION}\n`);
else await import("./main.ts");

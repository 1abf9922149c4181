#!/usr/bin/env node
import module from "node:module";

// From Node 22 on, compiled code is kept between starts. It has to be asked for before the rest is loaded.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();
await import("./main.ts");

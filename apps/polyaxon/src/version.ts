declare const __POLYAXON_VERSION__: string | undefined;

/** Whether this is the built package, not its source. */
export const isBuilt: boolean = typeof __POLYAXON_VERSION__ === "string";

/** Written in by the build from package.json; `0.0.0-dev` when run from source. */
export const VERSION: string = typeof __POLYAXON_VERSION__ === "string" ? __POLYAXON_VERSION__ : "0.0.0-dev";

declare const __POLYAXON_VERSION__: string | undefined;

/** Written in by the build from package.json; `0.0.0-dev` when run from source. */
export const VERSION: string = typeof __POLYAXON_VERSION__ === "string" ? __POLYAXON_VERSION__ : "0.0.0-dev";

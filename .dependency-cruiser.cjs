/**
 * The arrows between packages: they point from what changes often to what changes rarely, never back.
 * `scripts/draw-packages.mjs` draws the picture in docs/architecture.md from the same table's result.
 */

/** What each package's production code may import from the workspace. A package that is not named may import nothing. */
const arrows = {
  authoring: [],
  lifecycle: [],
  query: [],
  spec: [],
  compiler: ["spec"],
  optimizers: ["spec"],
  pipelines: ["lifecycle", "optimizers", "spec"],
  orchestrator: ["compiler", "lifecycle", "optimizers", "pipelines", "query", "spec"],
  artifacts: [],
  outgoing: [],
  references: ["compiler", "outgoing", "spec"],
  tracking: [],
  store: ["lifecycle", "orchestrator", "query"],
  agent: ["artifacts", "compiler", "lifecycle", "orchestrator", "spec", "tracking"],
  executors: ["agent", "compiler", "orchestrator"],
  api: ["artifacts", "compiler", "lifecycle", "orchestrator", "query", "spec", "tracking"],
  client: [],
  // A test of the orchestrator against any store, in virtual time; nothing imports it.
  simulation: ["compiler", "lifecycle", "optimizers", "orchestrator", "pipelines", "query", "spec", "store"],
};

/** No I/O, no clock, no randomness of their own. */
const pure = ["authoring", "spec", "compiler", "lifecycle", "pipelines", "optimizers", "query"];

const test = "\\.test\\.ts$|/(test|testing|contract|bench|scripts)/";
const oneOf = (names) => `^packages/(${names.join("|")})/`;

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(arrows).map(([name, allowed]) => ({
      name: `arrows-of-${name}`,
      comment: `${name} may import ${allowed.join(", ") || "no other package of this repository"}`,
      severity: "error",
      from: { path: `^packages/${name}/`, pathNot: test },
      to: { path: "^(packages|apps|tests|bench)/", pathNot: oneOf([name, ...allowed]) },
    })),
    {
      name: "unknown-package",
      comment: "A new package needs its arrows written in .dependency-cruiser.cjs",
      severity: "error",
      from: { path: "^packages/", pathNot: oneOf(Object.keys(arrows)) },
      to: {},
    },
    {
      name: "pure-packages-do-no-io",
      comment: "Pure packages take time, randomness and text as arguments; they import nothing of Node",
      severity: "error",
      from: { path: oneOf(pure), pathNot: test },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "entry-points-only",
      comment:
        "Another package is reached through its src/index.ts (tests: also its contract suite), never through an inner path",
      severity: "error",
      from: { path: "^packages/([^/]+)/" },
      to: { path: "^packages/[^/]+/", pathNot: "^packages/($1/|[^/]+/src/(contract/)?index\\.ts$)" },
    },
    {
      name: "entry-points-only-for-apps",
      comment: "An app reaches packages through their src/index.ts, never through an inner path",
      severity: "error",
      from: { path: "^(apps|bench|tests)/" },
      to: {
        path: "^packages/[^/]+/",
        pathNot: "^packages/([^/]+/src/index|store/src/contract/(postgres-cluster|free-port))\\.ts$",
      },
    },
    {
      name: "cli-talks-through-the-client",
      comment: "Commands reach the server through client only; spec, compiler and references check files offline",
      severity: "error",
      from: { path: "^apps/polyaxon/src/", pathNot: `^apps/polyaxon/src/(server/|index\\.ts$)|${test}` },
      to: { path: "^packages/", pathNot: oneOf(["client", "spec", "compiler", "references"]) },
    },
    {
      name: "cli-does-not-compose",
      comment: "Only the server and agent commands open what they are named after, so that other commands start fast",
      severity: "error",
      from: {
        path: "^apps/polyaxon/src/",
        pathNot: `^apps/polyaxon/src/(server/|commands/(server|agent|offline)\\.ts$)|${test}`,
      },
      to: { path: "^apps/polyaxon/src/server/" },
    },
    {
      name: "server-is-not-a-command",
      comment: "The server does not know the command line",
      severity: "error",
      from: { path: "^apps/polyaxon/src/server/", pathNot: test },
      to: { path: "^apps/polyaxon/src/commands/" },
    },
    {
      name: "no-cycles",
      comment: "Two files that need each other are one idea, or three",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-production-import-of-tests",
      severity: "error",
      from: { path: "^(apps|packages)/", pathNot: test },
      to: { path: "\\.test\\.ts$|^(tests|bench)/" },
    },
    {
      name: "declared-dependencies-only",
      comment: "What a package imports stands in its own package.json; tools may stand in the root's",
      severity: "error",
      from: { path: "^(apps|packages)/[^/]+/src/", pathNot: test },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "no-unresolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)dist/" },
    // The root's tools (vitest, esbuild, ...) count as declared for every package.
    combinedDependencies: true,
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node", "default"],
      extensions: [".ts", ".mjs", ".js", ".cjs", ".json"],
    },
  },
};

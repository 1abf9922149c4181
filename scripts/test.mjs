/**
 * Every suite, and one table at the end: `make test`. The long forms run when POLYAXON_TEST_LONG=1.
 *
 * A suite that cannot run says `skipped: <reason>`. With CI=true a skip, or fewer tests than tests/minimums.json
 * commits to, is a failure: a suite that silently stopped running is the bug nobody sees. Skips that are right by
 * design stand in that file too, with why.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { delimiter, join } from "node:path";
import { prepare } from "./prepare.mjs";
import { duration, root, run } from "./run-command.mjs";

/** Programs that a suite cannot do without, and the Debian package of each. */
const PROGRAMS = {
  git: { debian: "git" },
  ps: { debian: "procps" },
  setsid: { debian: "util-linux", only: "linux" },
  mount: { debian: "mount", only: "linux" },
  strace: { debian: "strace", only: "linux" },
  ip: { debian: "iproute2", only: "linux" },
  // Its server programs are not on the path; any PostgreSQL that is installed brings this one.
  psql: { debian: "postgresql" },
  // A Debian without python3-venv has the program, but cannot make the environment of the client suite.
  python3: { debian: "python3-venv", probe: ["-c", "import venv, ensurepip"] },
};

/**
 * Which suite needs which programs; a suite that is not named needs none. Suites on Postgres are left out test by test,
 * each with its reason, where it is missing.
 */
const NEEDS = {
  unit: ["git", "ps", "setsid"],
  e2e: ["setsid"],
  authoring: ["python3", "setsid"],
  clients: ["python3", "setsid"],
  chaos: ["ps", "setsid"],
  durability: ["mount", "strace"],
};

/**
 * The static checks of `npm run check`, and whether the page of the command line is that of the built binary. Most keep
 * one core busy, so some go side by side; the longest begin first.
 */
const CHECKS = [
  "types",
  "lint",
  "deadcode",
  "boundaries",
  "language:check",
  "picture:check",
  "cli-page:check",
  "format:check",
  "lockfile",
];

/** Whole-system suites that run at the same time; a third was no sooner done on two cores. */
const LANES = Number(process.env.POLYAXON_TEST_LANES ?? 2);

const inCi = process.env.CI === "true";
/** The long forms print how much they did: those lines stand together at the end as well. */
const isLong = process.env.POLYAXON_TEST_LONG === "1";
const started = performance.now();
const reports = join(root, ".test");
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

await installPrograms();
try {
  await prepare();
} catch (error) {
  console.error(error.message);
  console.log("\n0 passed, 1 failed, 0 skipped");
  process.exit(1);
}

const wanted = process.argv.slice(2);
const suites = [
  { name: "check", start: runChecks },
  { name: "unit", start: (show) => runVitest("unit", ["--project", "unit"], show) },
  ...wholeSystemSuites().map((name) => ({
    name,
    start: (show) => runVitest(name, ["--project", "e2e", `tests/${name}/`], show),
  })),
].filter(({ name }) => wanted.length === 0 || wanted.includes(name));

// Checks and unit tests keep every core busy; the others mostly wait for servers, and so go side by side.
const [alone, besides] = [suites.filter(keepsCoresBusy), suites.filter((suite) => !keepsCoresBusy(suite))];
const results = [];
for (const suite of alone) results.push(await runSuite(suite, true));
const lanes = Math.min(LANES, besides.length);
const waiting = besides.toSorted((a, b) => usualSeconds(b) - usualSeconds(a));
await Promise.all(Array.from({ length: lanes }, () => runLane(lanes === 1)));
process.exitCode = summarise(results) ? 0 : 1;

function keepsCoresBusy({ name }) {
  return name === "check" || name === "unit";
}

async function runLane(show) {
  for (let suite = waiting.shift(); suite !== undefined; suite = waiting.shift()) {
    results.push(await runSuite(suite, show));
  }
}

/** @param show whether the suite's output comes as it is made, or all at its end */
async function runSuite({ name, start }, show) {
  const began = performance.now();
  const missing = (NEEDS[name] ?? []).filter((program) => isNeededHere(program) && !works(program));
  console.log(`\n=== ${name}${show ? "" : " begins"}`);
  const outcome = missing.length > 0 ? cannotRun(`${missing.join(", ")} not found`) : await start(show);
  if (outcome.output !== undefined) console.log(`\n=== ${name}\n${outcome.output.trim()}`);
  return { name, time: performance.now() - began, ...outcome };
}

/** Installs what is missing, but only as root on a system with apt; elsewhere the suites say what they lack. */
async function installPrograms() {
  const missing = Object.keys(PROGRAMS).filter((program) => isNeededHere(program) && !works(program));
  if (missing.length === 0 || process.getuid?.() !== 0 || !isOnPath("apt-get")) return;
  const packages = missing.map((program) => PROGRAMS[program].debian);
  console.log(`installing Debian packages: ${packages.join(", ")}`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const update = await run("apt-get", ["update", "-q"], { env });
  const install = await run("apt-get", ["install", "-q", "-y", "--no-install-recommends", ...packages], { env });
  if (install.code !== 0) console.error(`${update.output}\n${install.output}`.trim());
}

function isNeededHere(program) {
  const { only } = PROGRAMS[program];
  return only === undefined || only === process.platform;
}

function works(program) {
  const { probe } = PROGRAMS[program];
  return isOnPath(program) && (probe === undefined || spawnSync(program, probe, { stdio: "ignore" }).status === 0);
}

function isOnPath(program) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));
}

/** Each folder of tests/ that holds tests is a suite. */
function wholeSystemSuites() {
  return readdirSync(join(root, "tests"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && hasTests(join(root, "tests", entry.name)))
    .map(({ name }) => name)
    .toSorted();
}

function hasTests(folder) {
  return readdirSync(folder, { recursive: true }).some((name) => name.endsWith(".test.ts"));
}

/** About how long a suite takes; the longest begin first, so that none is left to run alone at the end. */
function usualSeconds({ name }) {
  return { clients: 240, chaos: 170, e2e: 90, admin: 75, durability: 50 }[name] ?? 30;
}

async function runChecks() {
  const report = { passed: 0, failed: 0, skipped: [], failures: [] };
  const left = [...CHECKS];
  const lane = async () => {
    for (let check = left.shift(); check !== undefined; check = left.shift()) {
      const { code, output } = await run("npm", ["run", "--silent", check]);
      console.log(` ${code === 0 ? "✓" : "✗"} ${check}`);
      if (code === 0) report.passed += 1;
      else {
        report.failed += 1;
        report.failures.push(check);
        console.log(output.trim());
      }
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return report;
}

async function runVitest(name, args, show) {
  const file = join(reports, `${name}.json`);
  const reporters = ["--reporter=default", "--reporter=./scripts/suite-reporter.mjs"];
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const { code, output } = await run(process.execPath, [vitest, "run", ...reporters, ...args], {
    show,
    keep: isLong || !show,
    env: { SUITE_REPORT: file, ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : {}) },
  });
  const printed = { ...(show ? {} : { output }), figures: isLong ? figuresIn(output) : [] };
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: [], ...printed };
  const report = { ...JSON.parse(readFileSync(file, "utf8")), ...printed };
  // Vitest also fails for reasons that belong to no test, such as an error after the last one.
  return code !== 0 && report.failed === 0 ? { ...report, failed: 1 } : report;
}

/** "simulation: 100000 seeds in ...": what a test says of how much it did; of a table what it is called. */
function figuresIn(output) {
  // eslint-disable-next-line no-control-regex
  const lines = output.replaceAll(/\u001b\[[\d;]*m/g, "").split("\n");
  return lines.filter((line) => /^[a-z][a-z -]*(: .*\d|, .*\d.*:$)/.test(line) && !line.startsWith("stdout"));
}

function cannotRun(reason) {
  return { passed: 0, failed: 0, skipped: [], reason };
}

/** Prints the table, the skips and the verdict. @returns whether everything is as it should be */
function summarise(all) {
  const { minimums, byDesign } = JSON.parse(readFileSync(join(root, "tests/minimums.json"), "utf8"));
  const rows = all.map(({ name, passed, failed, skipped, reason, time }) => [
    name,
    String(passed + failed),
    String(failed),
    duration(time),
    reason === undefined ? String(skipped.length) : `skipped: ${reason}`,
  ]);
  console.log("\n");
  for (const cells of [["suite", "ran", "failed", "time", "skipped"], ...rows]) {
    const widths = [12, 8, 8, 14, 0];
    console.log(
      cells
        .map((cell, at) => cell.padEnd(widths[at]))
        .join("")
        .trimEnd(),
    );
  }

  const unexpected = [];
  const skips = all.flatMap(({ name, skipped }) => skipped.map((skip) => ({ suite: name, ...skip })));
  if (skips.length > 0) console.log("\nskipped tests:");
  for (const { suite, name, reason } of skips) {
    const exception = byDesign.find(({ test, unless }) => name.includes(test) && process.env[unless] === undefined);
    if (exception === undefined) unexpected.push(`${suite}: ${name}`);
    console.log(`  ${suite}: ${name}: ${reason ?? reasonInName(name) ?? exception?.why ?? "no reason given"}`);
  }

  const failures = all.flatMap(({ name, failures: names = [] }) => names.map((test) => `${name}: ${test}`));
  if (failures.length > 0) console.log(`\nfailed tests:\n  ${failures.join("\n  ")}`);

  const flaky = all.flatMap(({ name, flaky: names = [] }) => names.map((test) => `${name}: ${test}`));
  if (flaky.length > 0) console.log(`\npassed only when run again:\n  ${flaky.join("\n  ")}`);

  const figures = all.flatMap((suite) => suite.figures ?? []);
  if (figures.length > 0) console.log(`\nfigures:\n  ${figures.join("\n  ")}`);

  const problems = [];
  if (inCi) {
    for (const { name, reason } of all) if (reason !== undefined) problems.push(`suite ${name} was skipped: ${reason}`);
    for (const name of unexpected) problems.push(`a skip is a failure in CI: ${name}`);
    for (const [name, least] of Object.entries(minimums)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      const found = all.find((suite) => suite.name === name);
      const ran = found === undefined ? 0 : found.passed + found.failed;
      if (ran < least) problems.push(`suite ${name} ran ${ran} tests, tests/minimums.json commits to ${least}`);
    }
  }
  if (problems.length > 0) console.log(`\n${problems.join("\n")}`);

  const sum = (count) => all.reduce((total, suite) => total + count(suite), 0);
  const failed = sum((suite) => suite.failed) + problems.length;
  const skipped = skips.length + all.filter(({ reason }) => reason !== undefined).length;
  console.log(`\nin ${duration(performance.now() - started)}`);
  console.log(`${sum((suite) => suite.passed)} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0;
}

/** A skipped test that takes no note may carry its reason at the end of its name: "... (needs Linux)". */
function reasonInName(name) {
  return /\(([^()]+)\)$/.exec(name)?.[1];
}

/**
 * `make quickstart`: installs, builds, starts a server of its own on this machine, runs the example sweep to its end,
 * prints the leaderboard, scores the winner once on the test rows, and stops the server.
 *
 * Everything is kept in .quickstart/, so that the results can be looked at afterwards. KEEP=1 leaves the server running.
 * Exits with 1 when anything is below what the example promises.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { prepare } from "./prepare.mjs";
import { duration, root } from "./run-command.mjs";

const PROJECT = "digits";
const TRIALS = 12;
const ACCURACY = 0.95;

const keep = !["", "0", undefined].includes(process.env.KEEP);
const started = performance.now();
const folder = join(root, ".quickstart");
const dataDir = join(folder, "data");
const serverLog = join(folder, "server.log");
const binary = join(root, "apps/polyaxon/bin/polyaxon.js");
/** A run starts in the folder from which it was submitted. */
const example = join(root, "examples/digits");

let server = null;
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => void stopServer().then(() => process.exit(130)));

try {
  heading("Preparing");
  await prepare();
  const url = await startServer();
  const cli = commandLine(url);
  if ((await cli(["project", "get", PROJECT, "-o", "json"], { quiet: true })).code !== 0) {
    await mustSucceed(cli(["project", "create", "--name", PROJECT]));
  }

  heading(`Training: ${TRIALS} configurations, two at a time`);
  await mustSucceed(cli(["run", "-f", "sweep.yaml", "-p", PROJECT, "-w"]));
  const sweep = await newestRun(cli, "kind:matrix");

  heading("Leaderboard: chosen on the validation rows");
  await mustSucceed(cli(["ops", "leaderboard", "-p", PROJECT, "-uid", sweep.uuid]));
  const { ranked } = JSON.parse(
    await textOf(cli, ["ops", "leaderboard", "-p", PROJECT, "-uid", sweep.uuid, "-o", "json"]),
  );
  const succeeded = ranked.filter(({ run }) => run.status === "succeeded");
  if (succeeded.length === 0) throw new Error("expected a ranked run, found none");
  const winner = succeeded[0].run;

  heading("Scoring the winner, once, on test rows that nothing has seen");
  const model = join(folder, "model.json");
  writeFileSync(model, await modelOf(url, winner.uuid));
  await mustSucceed(cli(["run", "-f", "evaluate.yaml", "-p", PROJECT, "-P", `model=${model}`, "-w"]));
  const { outputs } = await newestRun(cli, "kind:job");
  const accuracy = outputs?.test_accuracy;

  heading("Result");
  const swept = Object.keys(winner.inputs).filter((name) =>
    ranked.some(({ run }) => run.inputs[name] !== winner.inputs[name]),
  );
  console.log(`finished runs   ${succeeded.length} of ${TRIALS} succeeded`);
  console.log(`winner          ${swept.map((name) => `${name}=${winner.inputs[name]}`).join(", ")}  (${winner.uuid})`);
  console.log(`validation      ${percent(winner.outputs.val_accuracy)}`);
  console.log(`test accuracy   ${percent(accuracy)}`);
  console.log(`time            ${duration(performance.now() - started)}`);
  if (!keep) {
    await stopServer();
    console.log("\nstopped the server; what it kept (database, logs, metrics, models) is in .quickstart/data");
  }
  printNextSteps(url, sweep.uuid, winner.uuid);

  if (succeeded.length < TRIALS) fail(`expected ${TRIALS} runs to succeed, found ${succeeded.length}`);
  if (!(accuracy >= ACCURACY)) fail(`expected a test accuracy of at least ${ACCURACY}, found ${accuracy}`);
} catch (error) {
  fail(error.message);
} finally {
  if (!keep || process.exitCode) await stopServer();
  else server?.unref();
}

/** Starts the server and waits until it answers. @returns its address */
async function startServer() {
  mkdirSync(folder, { recursive: true });
  const port = await freePort(8000).catch(() => freePort(0));
  const log = openSync(serverLog, "w");
  const args = ["server", "--host", "127.0.0.1", "--port", String(port), "--data-dir", dataDir];
  // A session of its own when it is to stay: Ctrl-C and a closed terminal then leave it alone.
  server = spawn(process.execPath, [binary, ...args], { cwd: root, stdio: ["ignore", log, log], detached: keep });
  let ended = false;
  server.once("exit", () => (ended = true));
  const url = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline && !ended) {
    const answer = await fetch(`${url}/healthz`).catch(() => null);
    if (answer?.ok) {
      console.log(`started the server at ${url}, its data in .quickstart/data`);
      return url;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the server did not start:\n${readFileSync(serverLog, "utf8").trim()}`);
}

async function stopServer() {
  if (server === null || server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, "exit");
  server.kill("SIGTERM");
  const timer = setTimeout(() => server.kill("SIGKILL"), 15_000);
  await gone;
  clearTimeout(timer);
}

/** @returns `port` when it is free, or a free one for 0 */
async function freePort(port) {
  const probe = createServer();
  probe.listen(port, "127.0.0.1");
  await once(probe, "listening");
  const found = probe.address().port;
  probe.close();
  await once(probe, "close");
  return found;
}

/** The `polyaxon` command in the example's folder against this server; `quiet` keeps its output to itself. */
function commandLine(url) {
  const env = { ...process.env, POLYAXON_HOST: url };
  return async (args, { quiet = false } = {}) => {
    if (!quiet) console.log(`$ polyaxon ${args.join(" ")}`);
    const out = quiet ? "pipe" : "inherit";
    const child = spawn(process.execPath, [binary, ...args], { cwd: example, env, stdio: ["ignore", out, out] });
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text) => (stderr += text));
    const [code] = await once(child, "close");
    return { code, stdout, stderr, args };
  };
}

async function mustSucceed(command) {
  const { code, args, stderr } = await command;
  if (code !== 0) throw new Error(`\`polyaxon ${args.join(" ")}\` failed with exit code ${code}\n${stderr}`.trim());
}

async function textOf(cli, args) {
  const result = await cli(args, { quiet: true });
  await mustSucceed(result);
  return result.stdout;
}

/** The newest run that no sweep created. */
async function newestRun(cli, query) {
  const args = [
    "ops",
    "ls",
    "-p",
    PROJECT,
    "-q",
    `${query}, pipeline:nil`,
    "-s",
    "-created_at",
    "-l",
    "1",
    "-o",
    "json",
  ];
  const [run] = JSON.parse(await textOf(cli, args)).results;
  if (run === undefined) throw new Error(`expected a run that matches ${query}, found none`);
  return run;
}

async function modelOf(url, uuid) {
  const address = `${url}/streams/v1/default/default/${PROJECT}/runs/${uuid}/artifact?path=outputs/model.json`;
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`expected the winner's model at ${address}, the server answered ${answer.status}`);
  return await answer.text();
}

function printNextSteps(url, sweep, winner) {
  const usual = url === "http://127.0.0.1:8000";
  const host = usual ? "" : `POLYAXON_HOST=${url} `;
  const port = usual ? "" : ` --port ${new URL(url).port}`;
  console.log("\nLook further (npx finds polyaxon in this folder and below):");
  if (keep) console.log(`  the server stays at ${url}; stop it with: kill ${server.pid}`);
  else console.log(`  npx polyaxon server${port} --data-dir .quickstart/data   # then, in another terminal:`);
  console.log(`  ${host}npx polyaxon ops leaderboard -p ${PROJECT} -uid ${sweep}`);
  console.log(`  ${host}npx polyaxon ops get -p ${PROJECT} -uid ${winner}`);
  console.log(`  ${host}npx polyaxon ops logs -p ${PROJECT} -uid ${winner}`);
}

function heading(text) {
  console.log(`\n== ${text}`);
}

function percent(share) {
  return typeof share === "number" ? `${(100 * share).toFixed(2)} %` : "unknown";
}

function fail(message) {
  console.error(`\nquickstart failed: ${message}`);
  process.exitCode = 1;
}

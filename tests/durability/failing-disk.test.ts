import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  cleanUp,
  createProject,
  startServer,
  submitOperation,
  temporaryFolder,
  untilFinal,
  waitFor,
} from "../harness.ts";
import { ledgerAt, statusOf, storedNumbers, upTo, writeScript } from "../ledger.ts";
import { type AgentProcess, startAgent } from "../remote-agent.ts";

/*
 * A disk that fails with EIO at one file: strace answers for the kernel. What was stored before is still there, the log
 * names the file, and everything is stored when the fault is over.
 */

const agents: AgentProcess[] = [];
afterAll(async () => {
  await Promise.all(agents.map((agent) => agent.kill("SIGKILL")));
  cleanUp();
});

const STRACE = (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, "strace")));
const LINES = 40;
const WRITES = "write,pwrite64,writev,pwritev,fsync,fdatasync";

/** Every write and sync of this file by this process fails until the answer is called. */
async function failAt(pid: number, path: string): Promise<() => Promise<void>> {
  const inject = [`trace=${WRITES}`, `inject=${WRITES}:error=EIO`].flatMap((text) => ["-e", text]);
  const strace = spawn("strace", ["-f", "-qq", "-P", path, ...inject, "-o", "/dev/null", "-p", String(pid)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  strace.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const ended = new Promise<void>((done) => strace.on("close", () => done()));
  await waitFor("strace to attach", () => {
    if (strace.exitCode !== null) throw new Error(`strace ended: ${said}`);
    return /^TracerPid:\t[1-9]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  });
  return async () => {
    strace.kill("SIGINT");
    await ended;
  };
}

/** However long it takes to make the disk fail: most of its lines come only then. */
const pauseAt = (half: string): string => `if (i === 5) await untilRaised(${JSON.stringify(half)});`;

const metric = (half: string): Parameters<typeof writeScript>[1] => ({
  first: `
const folder = process.env.POLYAXON_ARTIFACTS_ROOT + "/" + uuid + "/events/metric";
mkdirSync(folder, { recursive: true });
writeFileSync(folder + "/loss.plx", "step|timestamp|metric\\n");`,
  withEachLine: `appendFileSync(folder + "/loss.plx", i + "|2026-11-22T03:00:00.000000+00:00|" + i + "\\n");
  ${pauseAt(half)}`,
});

const job = (command: string): string =>
  `version: 1.1\nkind: component\nrun: {kind: job, container: {command: ${command}}}\n`;

describe.concurrent("a disk that fails at one file (needs strace)", () => {
  it.skipIf(!STRACE)("the stored log: no line is lost, and the run goes on", async () => {
    const folder = temporaryFolder("failing-log");
    const ledger = ledgerAt(join(folder, "ledger"));
    const flag = join(folder, "go");
    const half = join(folder, "half");
    const script = writeScript(folder, { withEachLine: pauseAt(half) });
    const dataDir = join(folder, "data");
    const server = await startServer({ dataDir });
    await createProject(server);
    const uuid = await submitOperation(server, job(script({ ledger, lines: LINES, ms: 50, flag })));
    const before = await waitFor("some lines", async () => {
      const numbers = await storedNumbers(server, uuid);
      return numbers.length > 2 ? numbers : null;
    });
    const logs = join(dataDir, "artifacts", uuid, "plxlogs");
    const [name = "none"] = readdirSync(logs);
    const path = join(logs, name);
    const mend = await failAt(server.pid, path);
    writeFileSync(half, "");
    await waitFor("the log to say what failed", () => server.output().includes(`${path}: EIO`));
    expect((await storedNumbers(server, uuid)).slice(0, before.length)).toEqual(before);
    // It ends while its log cannot be stored: it must not be called finished.
    writeFileSync(flag, "");
    await waitFor("its process to end", () => !existsSync(`/proc/${ledger.pidOf(uuid)}`));
    expect(await statusOf(server, uuid)).toBe("running");
    await mend();
    expect(await untilFinal(server, uuid)).toMatchObject({ status: "succeeded" });
    expect(await storedNumbers(server, uuid)).toEqual(upTo(LINES));
    expect(ledger.attempts().get(uuid)).toEqual([1]);
    await server.kill("SIGTERM");
  });

  it.skipIf(!STRACE)("an event file at the server of a remote agent: no row is lost, and the run goes on", async () => {
    const folder = temporaryFolder("failing-events");
    const ledger = ledgerAt(join(folder, "ledger"));
    const flag = join(folder, "go");
    const half = join(folder, "half");
    const script = writeScript(folder, metric(half));
    const dataDir = join(folder, "data");
    const server = await startServer({ dataDir, args: ["--no-agent"] });
    const agent = await startAgent({ server: server.url, dataDir: join(folder, "agent"), name: "far" });
    agents.push(agent);
    await createProject(server);
    const uuid = await submitOperation(server, job(script({ ledger, lines: LINES, ms: 100, flag })));
    const stored = join(dataDir, "artifacts", uuid, "events", "metric", "loss.plx");
    const rows = (): readonly string[] =>
      existsSync(stored) ? readFileSync(stored, "utf8").trimEnd().split("\n") : [];
    const before = await waitFor("some rows", () => (rows().length > 2 ? rows() : null));
    const mend = await failAt(server.pid, stored);
    writeFileSync(half, "");
    const place = `${uuid}/events/metric/loss.plx`;
    await waitFor("the server to say what failed", () => server.output().includes(place));
    await waitFor("the agent to say what failed", () => agent.output().includes(`at ${place}`));
    expect(rows().slice(0, before.length)).toEqual(before);
    await mend();
    writeFileSync(flag, "");
    expect(await untilFinal(server, uuid)).toMatchObject({ status: "succeeded" });
    expect(
      rows()
        .slice(1)
        .map((row) => Number(row.split("|")[0])),
    ).toEqual(upTo(LINES));
    expect(await storedNumbers(server, uuid)).toEqual(upTo(LINES));
    expect(agent.output()).toContain("files are stored again, and nothing is missing");
    await agent.kill("SIGTERM");
    await server.kill("SIGTERM");
  });
});

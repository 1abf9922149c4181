import { spawnSync } from "node:child_process";
import { randomFillSync } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  cleanUp,
  createProject,
  getJson,
  polyaxon,
  PROJECT,
  runUrl,
  type Server,
  startServer,
  submit,
  submitOperation,
  temporaryFolder,
  untilFinal,
  waitFor,
  type WireRun,
} from "../harness.ts";
import { ledgerAt, storedNumbers, upTo, writeScript } from "../ledger.ts";
import { startAgent } from "../remote-agent.ts";

afterAll(cleanUp);

/** Whether a file system of a chosen size can be mounted here: as root on Linux, outside the strictest containers. */
const CAN_MOUNT = process.platform === "linux" && process.getuid?.() === 0 && tryMount();

function tryMount(): boolean {
  const folder = temporaryFolder("mount");
  if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]).status !== 0) return false;
  spawnSync("umount", [folder]);
  return true;
}

async function createRun(server: Server, name: string): Promise<{ status: number; uuid: string | null; text: string }> {
  const answer = await fetch(`${server.url}/api/v1/default/${PROJECT}/runs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, is_managed: false, managed_by: "user", meta_info: { text: "x".repeat(4000) } }),
  });
  const text = await answer.text();
  return { status: answer.status, text, uuid: answer.ok ? (JSON.parse(text) as { uuid: string }).uuid : null };
}

describe.skipIf(!CAN_MOUNT)("a full disk (needs root and mount)", () => {
  let disk: string;
  let ballast: string;
  let server: Server | null = null;

  beforeEach(() => {
    disk = temporaryFolder("disk");
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", disk]);
    if (mounted.status !== 0) throw new Error(`mount failed: ${String(mounted.stderr)}`);
    ballast = join(disk, "ballast");
  });
  afterEach(async () => {
    await server?.kill("SIGKILL");
    server = null;
    spawnSync("umount", ["-l", disk]);
  });

  /** Takes all that is left, to the last page. */
  function fill(): void {
    const { bavail, bsize } = statfsSync(disk);
    for (let size = bavail * bsize, part = 0; size >= 512; part += 1) {
      try {
        writeFileSync(`${ballast}.${part}`, Buffer.alloc(size));
        if (statfsSync(disk).bavail === 0) return;
      } catch {
        rmSync(`${ballast}.${part}`, { force: true });
        size = Math.floor(size / 2);
      }
    }
  }
  function free(): void {
    for (const name of readdirSync(disk)) if (name.startsWith("ballast")) rmSync(join(disk, name));
  }

  it("under the database: writes are refused with the reason, nothing acknowledged is lost, and it goes on by itself", async () => {
    const data = join(disk, "data");
    server = await startServer({ dataDir: data, args: ["--no-agent"] });
    await createProject(server);
    const acknowledged: string[] = [];
    for (let index = 0; index < 20; index += 1) {
      const { uuid } = await createRun(server, `before-${index}`);
      if (uuid !== null) acknowledged.push(uuid);
    }
    expect(acknowledged.length).toBe(20);

    fill();
    let refusals = 0;
    for (let index = 0; index < 4000 && refusals < 20; index += 1) {
      const { status, uuid, text } = await createRun(server, `full-${index}`);
      if (uuid !== null) acknowledged.push(uuid);
      else {
        refusals += 1;
        expect([status, text]).toEqual([expect.any(Number), expect.stringMatching(/disk .* is full/)]);
        expect(status).toBe(503);
      }
    }
    expect(refusals).toBe(20);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(503);
    for (const uuid of acknowledged) expect((await getJson<WireRun>(runUrl(server, uuid))).uuid).toBe(uuid);

    free();
    let unwell = 0;
    await waitFor("it to be well again", async () => {
      const { status } = await fetch(`${(server as Server).url}/healthz`);
      if (status !== 200) unwell += 1;
      return status === 200;
    });
    const after = await createRun(server, "after");
    expect(after.status).toBe(201);
    const said = server.output().match(/is full/g)?.length ?? 0;
    process.stdout.write(
      `full disk: ${acknowledged.length} acknowledged, ${refusals} refused, said ${said} times in the log\n`,
    );
    // Once for a minute of refusals, and for each failed health check.
    expect(said).toBeGreaterThan(0);
    expect(said).toBeLessThan(10 + unwell);

    await server.kill("SIGKILL");
    server = await startServer({ dataDir: data, args: ["--no-agent"] });
    for (const uuid of [...acknowledged, after.uuid as string])
      expect((await getJson<WireRun>(runUrl(server, uuid))).uuid).toBe(uuid);
    await server.kill("SIGTERM");
    const doctor = await polyaxon(["admin", "doctor", "--data-dir", data]);
    expect([doctor.code, doctor.stdout]).toEqual([0, expect.anything()]);
  });

  it("under a job's log: its exit code is kept, and every line that it could write", async () => {
    const folder = temporaryFolder("jobs");
    const data = join(disk, "data");
    server = await startServer({ dataDir: data });
    await createProject(server);
    const [go, failed] = [join(folder, "go"), join(folder, "failed")];
    const yaml = `
version: 1.1
kind: component
run:
  kind: job
  container:
    command: [sh, -c, "echo before; while [ ! -e ${go} ]; do sleep 0.1; done; seq 1 500000 || { touch ${failed}; exit 3; }"]
`;
    const uuid = await submit(server, { folder, yaml });
    await waitFor("its first line", async () => {
      const log = await polyaxon(["ops", "logs", "-uid", uuid, "-p", PROJECT, "--no-follow"], {
        host: (server as Server).url,
      });
      return log.stdout.includes("before");
    });
    fill();
    writeFileSync(go, "");
    // The server may find the disk full before the job does.
    await waitFor("the job to fail at its writes", () => existsSync(failed));
    await waitFor("the server to say why", () => server?.output().includes("full"));
    free();
    // Its own writes failed, and it says so with its exit code: that code is kept, and so is every line written before.
    expect((await untilFinal(server, uuid)).status).toBe("failed");
    const { status_conditions: conditions } = await getJson<{
      status_conditions: { type: string; reason: string; message: string }[];
    }>(runUrl(server, uuid, "/statuses"));
    expect(conditions.at(-1)).toMatchObject({ reason: "ExitCode", message: expect.stringContaining("exit code 3") });
    const log = await polyaxon(["ops", "logs", "-uid", uuid, "-p", PROJECT, "--no-follow"], { host: server.url });
    const lines = log.stdout.trimEnd().split("\n");
    expect(lines[0]).toBe("before");
    const numbers = lines.slice(1).filter((line) => /^\d+$/.test(line));
    const unbroken = numbers.slice(0, -1).every((line, index) => Number(line) === index + 1);
    expect(unbroken).toBe(true);
    process.stdout.write(`full disk under a log: ${lines.length} lines stand, none is missing between them\n`);
    await server.kill("SIGTERM");
  });

  it("under the artifacts of a remote agent's run: log lines and event rows wait at the agent, none is lost", async () => {
    const folder = temporaryFolder("events");
    const data = temporaryFolder("data");
    symlinkSync(disk, join(data, "artifacts"));
    const [half, flag] = [join(folder, "half"), join(folder, "go")];
    const ledger = ledgerAt(join(folder, "ledger"));
    const lines = 60;
    const command = writeScript(folder, {
      first: `
const events = process.env.POLYAXON_ARTIFACTS_ROOT + "/" + uuid + "/events/metric";
mkdirSync(events, { recursive: true });
writeFileSync(events + "/loss.plx", "step|timestamp|metric\\n");`,
      // However long it takes to fill the disk: most of its lines come only then.
      withEachLine: `appendFileSync(events + "/loss.plx", i + "|2026-11-22T03:00:00.000000+00:00|" + i + "\\n");
  if (i === 5) await untilRaised(${JSON.stringify(half)});`,
    })({ ledger, lines, ms: 50, flag });
    server = await startServer({ dataDir: data, args: ["--no-agent"] });
    const agent = await startAgent({ server: server.url, dataDir: join(folder, "agent"), name: "far" });
    try {
      await createProject(server);
      const yaml = `version: 1.1\nkind: component\nrun: {kind: job, container: {command: ${command}}}\n`;
      const uuid = await submitOperation(server, yaml);
      const stored = join(disk, uuid, "events", "metric", "loss.plx");
      const rows = (): readonly string[] =>
        existsSync(stored) ? readFileSync(stored, "utf8").trimEnd().split("\n").slice(1) : [];
      const before = await waitFor("some rows", () => (rows().length > 2 ? rows() : null));
      const linesBefore = await storedNumbers(server, uuid);
      fill();
      writeFileSync(half, "");
      for (const who of [server, agent])
        await waitFor("both to say so", () => who.output().includes("The disk that holds the artifacts is full"));
      writeFileSync(flag, "");
      await waitFor("its process to end", () => !existsSync(`/proc/${ledger.pidOf(uuid)}`));
      expect(rows().slice(0, before.length)).toEqual(before);
      expect((await storedNumbers(server, uuid)).slice(0, linesBefore.length)).toEqual(linesBefore);
      free();
      expect(await untilFinal(server, uuid)).toMatchObject({ status: "succeeded" });
      expect(await storedNumbers(server, uuid)).toEqual(upTo(lines));
      expect(rows().map((row) => Number(row.split("|")[0]))).toEqual(upTo(lines));
    } finally {
      await agent.kill("SIGKILL");
    }
    await server.kill("SIGTERM");
  });

  it("under a backup: it is refused with the reason, no half file is left, and the server goes on", async () => {
    const data = temporaryFolder("data");
    server = await startServer({ dataDir: data, args: ["--no-agent"] });
    await createProject(server);
    for (let index = 0; index < 50; index += 1) await createRun(server, `run-${index}`);
    mkdirSync(join(data, "artifacts", "a".repeat(32)), { recursive: true });
    writeFileSync(join(data, "artifacts", "a".repeat(32), "big"), randomFillSync(Buffer.alloc(40_000_000)));
    const made = await polyaxon(["admin", "backup", join(disk, "backup.tar.gz")], { host: server.url });
    expect([made.code, made.stderr]).toEqual([1, expect.stringContaining("disk is full")]);
    expect(readdirSync(disk)).toEqual([]);
    await waitFor("its scratch to be gone", () => readdirSync(data).every((name) => !name.startsWith(".backup")));
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(existsSync(join(disk, "backup.tar.gz"))).toBe(false);
    await server.kill("SIGTERM");
  });
});

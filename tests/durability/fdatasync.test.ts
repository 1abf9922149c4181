import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { cleanUp, createProject, PROJECT, type Server, startServer, temporaryFolder, waitFor } from "../harness.ts";

afterAll(cleanUp);

/*
 * I3, shown by counting: kill -9 alone proves little, since the page cache forgives it. strace sees each call with which
 * the server asks the kernel to bring data to the disk, and the file it is for.
 */
const STRACE = (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, "strace")));
const ACKNOWLEDGED = 50;
const CLIENTS = 32;
const EACH = 20;

async function createRun(server: Server, name: string): Promise<void> {
  const answer = await fetch(`${server.url}/api/v1/default/${PROJECT}/runs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, is_managed: false, managed_by: "user" }),
  });
  if (answer.status !== 201) throw new Error(`a run was refused with ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
}

/** Calls that synced the database or its log while `work` went on. */
async function syncsDuring(server: Server, work: () => Promise<void>): Promise<number> {
  const output = join(temporaryFolder("strace"), "calls");
  const strace = spawn("strace", ["-f", "-y", "-e", "trace=fsync,fdatasync", "-o", output, "-p", String(server.pid)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  strace.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const ended = new Promise<void>((done) => strace.on("close", () => done()));
  await waitFor("strace to attach to every thread", () => {
    if (strace.exitCode !== null) throw new Error(`strace ended: ${said}`);
    return said.includes("attached");
  });
  await work();
  strace.kill("SIGINT");
  await ended;
  const calls = readFileSync(output, "utf8").split("\n");
  // `<unfinished ...>` names the file, `resumed` does not: each call is counted once, where it begins.
  return calls.filter((line) => /\bf(data)?sync\(\d+<[^>]*polyaxon\.db/.test(line)).length;
}

it.skipIf(!STRACE)(
  `I3: one after another, every acknowledgement has its own sync of the database (needs strace)`,
  async () => {
    const server = await startServer({ dataDir: temporaryFolder("data"), args: ["--no-agent"] });
    await createProject(server);
    const syncs = await syncsDuring(server, async () => {
      for (let index = 0; index < ACKNOWLEDGED; index += 1) await createRun(server, `run-${index}`);
    });
    process.stdout.write(
      `durability: ${ACKNOWLEDGED} runs acknowledged one after another, ${syncs} syncs of the database\n`,
    );
    expect(syncs).toBeGreaterThanOrEqual(ACKNOWLEDGED);
    await server.kill("SIGTERM");
  },
);

it.skipIf(!STRACE)(
  `${CLIENTS} clients at once share syncs, and there is still one behind every answer (needs strace)`,
  async () => {
    const server = await startServer({ dataDir: temporaryFolder("data"), args: ["--no-agent"] });
    await createProject(server);
    const client = async (number: number): Promise<void> => {
      for (let index = 0; index < EACH; index += 1) await createRun(server, `run-${number}-${index}`);
    };
    const syncs = await syncsDuring(server, async () => {
      await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)));
    });
    const total = CLIENTS * EACH;
    process.stdout.write(
      `durability: ${total} runs acknowledged to ${CLIENTS} clients, ${syncs} syncs of the database: ` +
        `${(syncs / total).toFixed(2)} for each (group commit)\n`,
    );
    // A client waits for its answer before it asks again: a sync can stand for one request of each, never for two.
    expect(syncs).toBeGreaterThanOrEqual(EACH);
    await server.kill("SIGTERM");
  },
);

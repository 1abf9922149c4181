import { spawn } from "node:child_process";
import { createWriteStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "@polyaxon/store/free-port-for-tests";
import { get, temporary } from "../server-process.ts";

const START_TIMEOUT_MS = 120_000;

export interface PythonServer {
  readonly url: string;
  readonly folder: string;
  close(): Promise<void>;
}

/** Starts a program of an environment in a folder of its own, and waits until an address of it answers. */
export async function startPython(
  environment: string,
  program: string,
  argsOf: (port: number, folder: string) => readonly string[],
  { ready, env = {} }: { readonly ready: string; readonly env?: Readonly<Record<string, string>> },
): Promise<PythonServer> {
  const [port, folder] = [await freePort(), temporary()];
  const bin = join(environment, "bin");
  const log = join(folder, "server.log");
  const child = spawn(join(bin, program), argsOf(port, folder), {
    cwd: folder,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: `${bin}:${process.env["PATH"] ?? ""}`, HOME: folder, ...env },
  });
  const output = createWriteStream(log);
  child.stdout.pipe(output);
  child.stderr.pipe(output);
  const url = `http://127.0.0.1:${port}`;
  const close = async (): Promise<void> => {
    if (child.exitCode !== null || child.pid === undefined) return;
    const ended = new Promise((done) => child.on("close", done));
    // Its workers are in its group.
    process.kill(-child.pid, "SIGKILL");
    await ended;
  };
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const status = await get(url + ready).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status >= 200 && status < 500) return { url, folder, close };
    if (child.exitCode !== null || performance.now() > deadline) {
      await close();
      throw new Error(`${program} did not answer: ${readFileSync(log, "utf8").trim().split("\n").slice(-3).join(" ")}`);
    }
    await new Promise((done) => setTimeout(done, 200));
  }
}

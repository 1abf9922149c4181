import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const UUID = "0123456789abcdef0123456789abcdef";
const ENTRY = new URL("../index.ts", import.meta.url).href;
const TSX = pathToFileURL(fileURLToPath(import.meta.resolve("tsx"))).href;

/** Programs that end in the two ways there are: with an event loop that turns, and without. */
const ENDINGS = [
  ["awaits its end", "await tracking.end();"],
  ["exits at once", "process.exit(0);"],
] as const;

describe("a tracked script's project", () => {
  let root: string;
  let server: Server;
  let projects: Set<string>;
  let runs: string[];

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), "online-project-"));
    mkdirSync(join(root, "solo"));
    projects = new Set();
    runs = [];
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const [, project = ""] = /^\/api\/v1\/default\/([^/]+)\/runs$/.exec(request.url ?? "") ?? [];
        response.setHeader("content-type", "application/json");
        if (request.url === "/api/v1/default/projects/create") {
          projects.add(JSON.parse(Buffer.concat(chunks).toString()).name);
          response.writeHead(201).end("{}");
        } else if (project !== "" && !projects.has(project)) {
          response.writeHead(404).end('{"detail":"Not found."}');
        } else {
          if (project !== "") runs.push(project);
          response.writeHead(200).end(JSON.stringify({ uuid: UUID }));
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
    rmSync(root, { recursive: true, force: true });
  });

  /** Runs a script in the folder `solo` of an account whose home is the test's folder. @returns what it said */
  async function track(
    body: string,
    env: Record<string, string> = {},
  ): Promise<{ stderr: string; code: number | null }> {
    const script = join(root, "solo", "script.mjs");
    writeFileSync(script, `import { tracking } from ${JSON.stringify(ENTRY)};\n${body}`);
    const child = spawn(process.execPath, ["--import", TSX, script], {
      cwd: join(root, "solo"),
      env: {
        PATH: process.env["PATH"],
        HOME: root,
        XDG_STATE_HOME: join(root, "state"),
        POLYAXON_HOST: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        ...env,
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
    return { stderr, code };
  }

  const keptRuns = (): string[] => readdirSync(join(root, "state", "polyaxon", "tracking", "runs"));
  const isSent = (run: string): boolean =>
    existsSync(join(root, "state", "polyaxon", "tracking", "runs", run, ".tracking", "sent"));

  it.each(ENDINGS)("is the folder's, and is made with one line of notice: a script that %s", async (_, ending) => {
    const { stderr, code } = await track(`tracking.logMetric("loss", 1);\n${ending}`);
    expect(stderr).toBe(
      "polyaxon tracking: created project solo, named after this folder (name another with POLYAXON_PROJECT).\n",
    );
    expect(code).toBe(0);
    expect(runs).toEqual(["solo"]);
    expect(keptRuns().map(isSent)).toEqual([true]);
    expect((await track(`tracking.logMetric("loss", 1);\n${ending}`)).stderr).toBe("");
    expect(runs).toEqual(["solo", "solo"]);
  });

  it.each(ENDINGS)("must exist when somebody named it: a script that %s", async (_, ending) => {
    const { stderr, code } = await track(`tracking.logMetric("loss", 1);\n${ending}`, { POLYAXON_PROJECT: "gone" });
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^polyaxon tracking: there is no project "gone" \(from POLYAXON_PROJECT\) at http:[^ ]+; create it: polyaxon project create --name gone\. The run goes on untracked\. What it logs is kept in [^ ]+; polyaxon ops push --path [^ ]+ sends it later\.\n$/,
    );
    expect(projects).toEqual(new Set());
    const [kept = ""] = keptRuns();
    expect(stderr).toContain(kept);
    expect(isSent(kept)).toBe(false);
    expect(existsSync(join(root, "state/polyaxon/tracking/runs", kept, "events/metric/loss.plx"))).toBe(true);
  });

  it("is refused at once when it cannot name a project", async () => {
    const { stderr } = await track(`tracking.init({ project: "my project" }); tracking.logMetric("loss", 1);`);
    expect(stderr).toContain('"my project" cannot name a project: letters, digits, "-" and "_" only');
    expect(runs).toEqual([]);
  });

  it("keeps the data elsewhere, and says where, when this account's folder cannot be written", async () => {
    writeFileSync(join(root, "state"), "a file where a folder should be");
    const { stderr } = await track(`tracking.logMetric("loss", 1);`, { POLYAXON_HOST: "http://127.0.0.1:9" });
    const [, place = ""] = /files of this run go to (\S+)\./.exec(stderr) ?? [];
    expect(stderr).toContain("(ENOTDIR)");
    expect(stderr).toContain(`What it logs is kept in ${place}; polyaxon ops push --path ${place} sends it later.`);
    expect(existsSync(join(place, "events/metric/loss.plx"))).toBe(true);
    rmSync(place, { recursive: true });
  });
});

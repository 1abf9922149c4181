import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

const ENTRY = new URL("../index.ts", import.meta.url).href;
const TSX = pathToFileURL(fileURLToPath(import.meta.resolve("tsx"))).href;

let root: string;
let server: Server;
let statuses: string[];
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "last-word-"));
  statuses = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (request.url?.endsWith("/statuses") === true)
        statuses.push(JSON.parse(Buffer.concat(chunks).toString()).condition.type);
      response.end(JSON.stringify({ uuid: "0123456789abcdef0123456789abcdef" }));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(root, { recursive: true, force: true });
});

/** Runs a program that exits before the event loop turns. @returns what it said */
async function runProgram(body: string): Promise<string> {
  const script = join(root, "program.mjs");
  writeFileSync(
    script,
    `import { rmSync } from "node:fs";
    import { join } from "node:path";
    import { tracking } from ${JSON.stringify(ENTRY)};
    tracking.init({ collectEnv: false, collectCode: false });
    ${body}
    process.exit(0);`,
  );
  const child = spawn(process.execPath, ["--import", TSX, script], {
    cwd: root,
    env: {
      PATH: process.env["PATH"],
      POLYAXON_HOST: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      POLYAXON_PROJECT: "digits",
      POLYAXON_ARTIFACTS_ROOT: join(root, "artifacts"),
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await new Promise((resolve) => child.on("close", resolve));
  return said;
}

it("the end is told although something that was logged has no form any more, and the record is kept", async () => {
  const said = await runProgram(
    `let asked = 0;
    const once = { toJSON() { asked += 1; if (asked > 1) throw new RangeError("Invalid string length"); return 1; } };
    tracking.logOutputs({ once, done: true });
    tracking.logMetric("loss", 5);`,
  );
  expect(said).toContain("cannot send what is left (Invalid string length)");
  expect(statuses).toEqual(["succeeded"]);
  const [, run = ""] = /--path (\S+) sends/.exec(said) ?? [];
  expect(JSON.parse(readFileSync(join(run, "run.plx.json"), "utf8"))).toMatchObject({ outputs: { done: true } });
});

it("the end is told although files of the run were removed by its own program, without a word", async () => {
  const said = await runProgram(
    `tracking.logMetric("loss", 5);
    tracking.flush();
    rmSync(join(tracking.outputsPath(), "../events"), { recursive: true });`,
  );
  expect(said).toBe("");
  expect(statuses).toEqual(["running", "succeeded"]);
});

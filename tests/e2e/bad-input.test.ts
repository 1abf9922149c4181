import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  cleanUp,
  conditionsOf,
  createProject,
  getJson,
  polyaxon,
  PROJECT,
  type Server,
  startServer,
  submit,
  temporaryFolder,
  untilFinal,
} from "../harness.ts";

let folder: string;
let server: Server;

beforeAll(async () => {
  folder = temporaryFolder("bad-input");
  server = await startServer({ dataDir: join(folder, "data") });
  await createProject(server);
});
afterAll(async () => {
  await server.kill("SIGTERM");
  cleanUp();
});

const job = (command: string, more = ""): string => `version: 1.1
kind: component
run:
  kind: job
  container:
    command: ${command}
${more}`;

async function check(bytes: string | Uint8Array): Promise<{ code: number | null; text: string }> {
  const path = join(folder, "checked.yaml");
  writeFileSync(path, bytes);
  const { code, stdout, stderr } = await polyaxon(["check", "-f", path]);
  return { code, text: stdout + stderr };
}

describe("a file that cannot be read exits 2 with one clear message and its place", () => {
  it.each([
    ["malformed YAML", "version: 1.1\nkind: component\nrun: {kind: job\n", /checked\.yaml:\d+:\d+/],
    ["an unknown field", job("[sh]", "    imagee: x\n"), /checked\.yaml:7:5[\s\S]*image/],
    ["a wrong type", `${job("[sh]")}termination: {maxRetries: many}\n`, /checked\.yaml:7:\d+[\s\S]*maxRetries/],
    ["a key given twice", "version: 1.1\nkind: component\nversion: 1.1\nrun: {kind: job}\n", /line 1[\s\S]*|:3:1/],
    ["deep nesting", `version: 1.1\nkind: component\nrun: ${"[".repeat(20_000)}`, /nest|deep|depth/i],
    [
      "an alias bomb",
      `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghi"
        .split("")
        .map((k, i) => `${k}: &${k} [${Array(9).fill(`*${"abcdefgh"[i]}`).join(",")}]`)
        .join("\n")}\n`,
      /alias/i,
    ],
    ["UTF-16", Buffer.from("\ufeffversion: 1.1\n", "utf16le"), /UTF-8|UTF-16/],
    ["100 MB", Buffer.alloc(100 * 1024 * 1024, 0x61), /100|too large|at most|limit/i],
  ])("%s", async (_name, bytes, expected) => {
    const { code, text } = await check(bytes);
    expect(text).toMatch(expected);
    expect(text).not.toMatch(/\n\s+at .*\.js:\d+/);
    expect(code).toBe(2);
  });

  it("a key given twice names both lines", async () => {
    const { text } = await check("version: 1.1\nkind: component\nversion: 1.1\nrun: {kind: job}\n");
    expect(text).toMatch(/checked\.yaml:3:1/);
    expect(text).toMatch(/line 1|:1:1/);
  });

  it("missing params are named before anything is submitted", async () => {
    const { code, text } = await check(
      `version: 1.1\nkind: component\ninputs: [{name: lr, type: float}, {name: epochs, type: int}]\nrun: {kind: job, container: {command: [sh]}}\n`,
    );
    expect(text).toMatch(/lr/);
    expect(text).toMatch(/epochs/);
    expect(code).toBe(2);
  });
});

describe("a run that cannot work fails alone, with a cause", () => {
  it("a command that does not exist", async () => {
    const uuid = await submit(server, { folder, yaml: job("[no-such-command-anywhere]") });
    expect((await untilFinal(server, uuid)).status).toBe("failed");
    const last = (await conditionsOf(server, uuid)).at(-1);
    expect(last).toMatchObject({ type: "failed", reason: "CommandNotFound" });
    expect(last?.message).toContain("no-such-command-anywhere");
  });

  it("a working folder that vanished", async () => {
    const gone = join(folder, "gone");
    mkdirSync(gone);
    rmSync(gone, { recursive: true });
    const uuid = await submit(server, { folder, yaml: job("[sh, -c, pwd]", `    workingDir: ${gone}\n`) });
    expect((await untilFinal(server, uuid)).status).toBe("failed");
    const last = (await conditionsOf(server, uuid)).at(-1);
    expect(last).toMatchObject({ type: "failed", reason: "WorkingDirMissing" });
    expect(last?.message).toContain(gone);
  });

  it("a script that prints binary keeps its bytes and shows readable text", async () => {
    writeFileSync(
      join(folder, "binary.mjs"),
      `process.stdout.write(Buffer.from([0x41, 0xff, 0x00, 0x1b, 0x42, 0x0a]))`,
    );
    const uuid = await submit(server, { folder, yaml: job("[node, binary.mjs]") });
    expect((await untilFinal(server, uuid)).status).toBe("succeeded");
    const { logs } = await getJson<{ logs: { value: string }[] }>(
      `${server.url}/streams/v1/default/default/${PROJECT}/runs/${uuid}/logs`,
    );
    expect(logs.map((line) => line.value)).toEqual(["A\ufffd\u0000\u001bB"]);
  });
});

describe("a server that cannot start says why", () => {
  it("the port is in use", async () => {
    const { code, stdout, stderr } = await polyaxon([
      "server",
      "--port",
      String(server.port),
      "--data-dir",
      join(folder, "other"),
    ]);
    expect(stdout + stderr).toMatch(new RegExp(`port ${server.port}`));
    expect(stdout + stderr).not.toMatch(/\n\s+at /);
    expect(code).not.toBe(0);
  });

  it("another server holds the data folder, and is named", async () => {
    const { code, stdout, stderr } = await polyaxon(["server", "--port", "0", "--data-dir", join(folder, "data")]);
    expect(stdout + stderr).toContain(String(server.pid));
    expect(code).not.toBe(0);
  });
});

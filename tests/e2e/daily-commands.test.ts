import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cleanUp, polyaxon, type Server, startServer, temporaryFolder } from "../harness.ts";

/** A day at one folder: set up, submitted with its files, run again, looked at, tidied. */
let server: Server;
let cwd: string;

beforeAll(async () => {
  const folder = temporaryFolder("daily");
  cwd = join(folder, "work");
  mkdirSync(cwd);
  server = await startServer({ dataDir: join(folder, "data") });
});
afterAll(async () => {
  await server.kill("SIGTERM");
  cleanUp();
});

const ok = async (...args: string[]): Promise<string> => {
  const { code, stderr, stdout } = await polyaxon(args, { cwd, host: server.url });
  expect(code, `polyaxon ${args.join(" ")}\n${stdout}${stderr}`).toBe(0);
  return stdout + stderr;
};
const uuids = async (query: string): Promise<readonly string[]> =>
  (JSON.parse(await ok("ops", "ls", "-q", query, "--json")) as { results: { uuid: string }[] }).results.map(
    ({ uuid }) => uuid,
  );

const TYPED = `version: 1.1
kind: component
inputs: [{name: epochs, type: int, value: 1}]
run:
  kind: job
  container:
    command: [echo, "{{ epochs }}"]
`;

describe("a folder, from its first command on", () => {
  it("is set up, and what init wrote runs as it stands, and again with another param", async () => {
    await ok("init", "-p", "daily");
    expect(await ok("run", "-l")).toContain("hello world\n");
    expect(await ok("ops", "restart", "-P", "who=you", "-l")).toContain("hello you\n");
  });

  it("is not run again with params that cannot be right: that is said at once, and there is no new run", async () => {
    writeFileSync(join(cwd, "typed.yaml"), TYPED);
    await ok("run", "-f", "typed.yaml", "-l", "--name", "typed");
    const before = await uuids("name:typed");
    const refused = async (...args: string[]) => {
      const { code, stderr } = await polyaxon(["ops", ...args], { cwd, host: server.url });
      return [code, stderr.split("\n").find((line) => line.startsWith("error: "))];
    };
    const wrong = 'error: params.epochs: expected a whole number (type int), found text "abc"';
    expect(await refused("restart", "-P", "epochs=abc")).toEqual([2, wrong]);
    expect(await refused("resume", "-P", "epochs=abc")).toEqual([2, wrong]);
    const [code, said] = await refused("copy", "-P", "epocs=3");
    expect([code, said]).toEqual([2, expect.stringContaining("unexpected param `epocs`")]);
    expect(said).toContain("did you mean `epochs`?");
    expect(await uuids("name:typed")).toEqual(before);
    await ok("ops", "delete", ...before, "-y");
    rmSync(join(cwd, "typed.yaml"));
  });

  it("is uploaded without what is ignored, and the run starts in it; a restart has it too", async () => {
    mkdirSync(join(cwd, "node_modules"));
    writeFileSync(join(cwd, "node_modules/large"), "x".repeat(1000));
    writeFileSync(join(cwd, "data.txt"), "the data");
    symlinkSync("/etc/hostname", join(cwd, "link"));
    const yaml = `version: 1.1
kind: component
inputs: [{name: n, type: int, value: 1}]
run:
  kind: job
  container:
    command: [sh, -c, "ls; cat data.txt > made.txt && cat made.txt"]
`;
    writeFileSync(join(cwd, "files.yaml"), yaml);
    const said = await ok("run", "-f", "files.yaml", "-u", "-l", "--name", "uploaded");
    expect(said).toMatch(/uploading 3 files, \d+ B \(1 left out by \.polyaxonignore, 1 link left out\)/);
    expect(said).toContain("data.txt\nfiles.yaml\npolyaxonfile.yaml\nthe data");
    expect(await ok("ops", "restart", "-l")).toContain("data.txt\nfiles.yaml\nmade.txt\npolyaxonfile.yaml\nthe data");
  });

  it("is there for every run of a sweep", async () => {
    const said = await ok("run", "-f", "files.yaml", "-u", "-HP", "n=choice:[1,2]", "-w", "--name", "sweep");
    expect(said).toContain("2/2 done");
    expect(await uuids("status:failed")).toEqual([]);
    await ok("ops", "delete", ...(await uuids("name:sweep")), "-y");
  });

  it("gets a run's files back, and keeps what it has", async () => {
    const [uuid = ""] = await uuids("name:uploaded, original:nil");
    expect(await ok("ops", "artifacts", "ls", uuid, "--path", "uploads")).toContain("made.txt");
    await ok("ops", "upload", uuid, "--path-from", "data.txt", "--path-to", "outputs/kept");
    await ok("ops", "artifacts", "download", uuid, "-d", "outputs", "-f", "uploads/made.txt", "--path-to", "got");
    expect(readFileSync(join(cwd, "got/uploads/made.txt"), "utf8")).toBe("the data");
    writeFileSync(join(cwd, "got/outputs/kept/data.txt"), "mine now");
    expect(await ok("ops", "artifacts", "download", uuid, "-d", "outputs", "--path-to", "got")).toContain(
      "1 were there",
    );
    expect(readFileSync(join(cwd, "got/outputs/kept/data.txt"), "utf8")).toBe("mine now");
    const nothing = await polyaxon(["ops", "artifacts", "download", uuid, "-f", "nope"], { cwd, host: server.url });
    expect([nothing.code, existsSync(join(cwd, uuid))]).toEqual([4, false]);
  });

  it("lets a finished run go on, archives, restores and deletes", async () => {
    const all = await uuids("status:succeeded");
    expect(all).toHaveLength(4);
    expect(await ok("ops", "resume", all[0] ?? "", "-l")).toContain("succeeded");
    await ok("ops", "archive", ...all);
    expect(await uuids("status:succeeded")).toEqual([]);
    await ok("ops", "restore", ...all.slice(0, 2));
    expect(await uuids("status:succeeded")).toHaveLength(2);
    await ok("ops", "delete", ...all, "-y");
    expect(await uuids("live_state:0|1")).toEqual([]);
  });

  it("holds a run that is to be approved, with a preset over it, until somebody says yes", async () => {
    writeFileSync(join(cwd, "loud.yaml"), "isPreset: true\nparams: {who: {value: THERE}}\n");
    const said = await ok("run", "--approved", "no", "--presets", "loud.yaml", "-q", "other");
    const uuid = /polyaxon ops approve -uid ([0-9a-f]{32})/.exec(said)?.[1] ?? "";
    expect(await ok("ops", "-uid", uuid, "get", "--json")).toMatch(/"pending": "approval"/);
    await ok("ops", "-uid", uuid, "approve");
    expect(await ok("ops", "-p", "daily", "-uid", uuid, "logs")).toContain("hello THERE\n");
    expect(await uuids("queue:other")).toEqual([uuid]);
  });
});

import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { apiStub } from "./testing/api-stub.ts";
import { type CliSettings, runCli } from "./testing/run-cli.ts";
import { uuidOf } from "./testing/sample-runs.ts";

const cwd = realpathSync(mkdtempSync(join(tmpdir(), "plx-operation-")));
let stub: Awaited<ReturnType<typeof apiStub>>;

beforeAll(async () => {
  writeFileSync(
    join(cwd, "polyaxonfile.yaml"),
    "version: 1.1\nkind: operation\nqueue: mine\ncache: {ttl: 60}\ntemplate: {enabled: true}\ncomponent:\n  run: {kind: job, container: {command: [sh]}}\n",
  );
  writeFileSync(join(cwd, "gpu.yaml"), "isPreset: true\nqueue: gpu\ntags: [gpu]\n");
  stub = await apiStub(({ body, path }) => {
    if (path.endsWith("/approve")) return { body: {} };
    const { pending = null } = (body ?? {}) as { pending?: string | null };
    return path.endsWith("/runs") ? { status: 201, body: { uuid: uuidOf("a"), kind: "job", pending } } : undefined;
  });
});
afterEach(() => void stub.received.splice(0));
afterAll(async () => {
  await stub.close();
  rmSync(cwd, { recursive: true });
});

const run = (words: readonly string[], settings: CliSettings = {}) =>
  runCli(["run", "-p", "p", "--ignore-template", ...words], { cwd, host: stub.url, ...settings });
const submitted = () => {
  const { content } = stub.received[0]!.body as { readonly content: string };
  return JSON.parse(content) as unknown;
};

describe("what stands in an operation and is said on the command line", () => {
  it("takes the place of what the file says", async () => {
    expect(await run(["-q", "agent/other", "-ns", "team", "--nocache", "-ap", "no"])).toMatchObject({ code: 0 });
    expect(submitted()).toMatchObject({
      queue: "agent/other",
      namespace: "team",
      cache: { disable: true, ttl: 60 },
      isApproved: false,
      template: { enabled: false },
    });
  });

  it("is refused in words when it is no yes or no, or says both", async () => {
    expect((await run(["--approved", "perhaps"])).stderr).toContain(
      "--approved: expected true or false, found `perhaps`",
    );
    expect((await run(["--cache", "yes", "--nocache"])).stderr).toContain("--cache and --nocache exclude each other");
    expect(stub.received).toEqual([]);
  });

  it("has presets: files are laid over the rest, other words are names that a server would know", async () => {
    const { stderr } = await run(["-q", "other", "--presets", "gpu.yaml,stored"]);
    expect(submitted()).toMatchObject({ queue: "gpu", tags: ["gpu"], presets: ["stored"] });
    expect(stderr).toBe(
      "warning[advice.idle] the preset `stored` will not be laid over this: names are looked for on the server, and no server stores presets yet\n" +
        "  = help: give it as a file, with its ending: `--presets stored.yaml`, or as a further `-f`\n\n",
    );
  });

  it("means the same by --presets when it is only checked", async () => {
    const { code, stdout } = await runCli(["check", "polyaxonfile.yaml", "--presets", "gpu.yaml,stored"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("the preset `stored` will not be laid over this");
  });

  it("is compiled too, without a server", async () => {
    const words = "compile --ignore-template -q other --approved no --presets ./gpu.yaml --json".split(" ");
    const { stdout } = await runCli(words, { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ queue: "gpu", isApproved: false, tags: ["gpu"] });
  });
});

describe("--approve-after", () => {
  it("holds the run, waits, and lets it go", async () => {
    const slept: number[] = [];
    const { stdout } = await run(["-aa", "90"], { onSleep: (count) => slept.push(count) });
    expect(stub.received.map(({ path }) => path.split("/").at(-1))).toEqual(["runs", "approve"]);
    expect(stub.received[0]?.body).toMatchObject({ pending: "approval" });
    expect([slept, stdout]).toEqual([[1], expect.stringContaining("ops logs -uid")]);
  });

  it("leaves it held when it is interrupted, and says how it goes on", async () => {
    const { code, stderr } = await run(["-aa", "90"], { onSleep: (_count, interrupt) => interrupt() });
    expect([code, stub.received.length]).toEqual([130, 1]);
    expect(stderr).toContain(`run ${uuidOf("a")} is held; it goes on with polyaxon ops approve -uid ${uuidOf("a")}`);
  });
});

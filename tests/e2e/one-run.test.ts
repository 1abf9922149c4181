import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  cleanUp,
  conditionsOf,
  createProject,
  getJson,
  logText,
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
} from "../harness.ts";

let folder: string;
let server: Server;

beforeAll(async () => {
  folder = temporaryFolder("one-run");
  server = await startServer({ dataDir: join(folder, "data") });
  await createProject(server);
});
afterAll(async () => {
  await server.kill("SIGTERM");
  cleanUp();
});

const types = async (uuid: string): Promise<string[]> =>
  (await conditionsOf(server, uuid)).map((condition) => condition.type);

describe("a run, from the file to its record", () => {
  it("the simplest manifest reads as a job, with a notice", async () => {
    const path = join(folder, "simplest.yaml");
    writeFileSync(path, "version: 1.1\nkind: component\nrun:\n  container:\n    image: busybox\n");
    const { code, stdout, stderr } = await polyaxon(["check", "-f", path]);
    expect(code).toBe(0);
    expect(stdout + stderr).toMatch(/job/);
  });

  it("passes params with their types, runs in the folder of the submission and records every status", async () => {
    writeFileSync(join(folder, "hello.sh"), 'echo "hello $1 from $(basename "$PWD")"\necho err >&2\n');
    const uuid = await submit(
      server,
      {
        folder,
        yaml: `version: 1.1
kind: component
inputs: [{name: who, type: str}, {name: n, type: int, value: 3}]
run:
  kind: job
  container:
    command: [sh, hello.sh]
    args: ["{{ who }}-{{ n + 1 }}"]
`,
      },
      ["-P", "who=world"],
    );
    const run = await untilFinal(server, uuid);
    expect(run).toMatchObject({ status: "succeeded", kind: "job", inputs: { who: "world", n: 3 } });
    expect(await types(uuid)).toEqual([
      "created",
      "compiled",
      "queued",
      "scheduled",
      "starting",
      "running",
      "succeeded",
    ]);
    const text = await logText(server, uuid);
    expect(text).toContain(`hello world-4 from ${folder.split("/").at(-1)}\n`);
    expect(text).toContain("err\n");
  });

  it("takes values of other runs, by name and by query, and tells from whom", async () => {
    const component = (inputs: string, echo: string): string =>
      `component: {inputs: [${inputs}], run: {kind: job, container: {command: [echo, "${echo}"]}}}\n`;
    const given = `version: 1.1\nkind: operation\nparams: {who: {value: data}}\n`;
    const first = await submitOperation(server, given + component("{name: who, type: str}", "{{ who }}"));
    await untilFinal(server, first);
    const taking =
      `version: 1.1\nkind: operation\nparams: {from: {ref: runs.${first}, value: inputs.who}}\n` +
      `joins: [{query: "params.who:data", params: {all: {value: globals.uuid}}}]\n`;
    const inputs = "{name: from, type: str}, {name: all, type: str, isList: true}";
    const second = await submitOperation(server, taking + component(inputs, "{{ from }} {{ all }}"));
    expect(await untilFinal(server, second)).toMatchObject({ status: "succeeded", inputs: { from: "data" } });
    expect(await logText(server, second)).toContain("data ");
    expect(await logText(server, second)).toContain(first);
    const { results } = await getJson<{ results: { kind: string }[] }>(runUrl(server, second, "/lineage/upstream"));
    expect(results.map(({ kind }) => kind).toSorted()).toEqual(["join", "run"]);
    expect(results).toMatchObject([{ upstream: { uuid: first } }, { upstream: { uuid: first } }]);
  });

  it("a non-zero exit code decides, whatever the script claims", async () => {
    const uuid = await submit(server, {
      folder,
      yaml: `version: 1.1\nkind: component\nrun: {kind: job, container: {command: [sh, -c, "echo bye; exit 3"]}}\n`,
    });
    expect((await untilFinal(server, uuid)).status).toBe("failed");
    const last = (await conditionsOf(server, uuid)).at(-1);
    expect(last?.message).toMatch(/3/);
    expect(await logText(server, uuid)).toBe("bye\n");
  });

  it("stop ends the whole tree, also what left its session", async () => {
    const pids = join(folder, "pids");
    writeFileSync(pids, "");
    writeFileSync(
      join(folder, "tree.sh"),
      `echo $$ >> ${pids}\n(trap '' TERM; echo $(exec sh -c 'echo $PPID') >> ${pids}; sleep 300) &\n` +
        `if command -v setsid >/dev/null; then setsid sh -c 'echo $$ >> ${pids}; exec sleep 300' & fi\nwait\n`,
    );
    const uuid = await submit(server, {
      folder,
      yaml: `version: 1.1\nkind: component\nrun: {kind: job, container: {command: [sh, tree.sh]}}\n`,
    });
    const started = await waitFor("the tree to start", () => {
      const found = readFileSync(pids, "utf8").trim().split("\n").filter(Boolean).map(Number);
      return found.length >= 3 ? found : null;
    });
    const stop = await polyaxon(["ops", "stop", "-uid", uuid, "-p", PROJECT, "-y"], { host: server.url });
    expect(stop.code, stop.stderr).toBe(0);
    expect((await untilFinal(server, uuid)).status).toBe("stopped");
    const alive = started.filter((pid) => {
      try {
        process.kill(pid, 0);
        return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z");
      } catch {
        return false;
      }
    });
    expect(alive).toEqual([]);
  });

  it("retries as often as asked, then fails; every attempt's log stays", async () => {
    const uuid = await submit(server, {
      folder,
      yaml: `version: 1.1
kind: component
termination: {maxRetries: 1}
run: {kind: job, container: {command: [sh, -c, "echo attempt $POLYAXON_RUN_ATTEMPT; exit 1"]}}
`,
    });
    expect((await untilFinal(server, uuid)).status).toBe("failed");
    expect(await types(uuid)).toContain("retrying");
    expect(await logText(server, uuid)).toBe("attempt 1\nattempt 2\n");
  });

  it("takes its component from the hub that is shipped, and files only from the command line", async () => {
    const repository = join(folder, "repository");
    const git = (...args: string[]) =>
      execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@b.c", ...args]);
    git("init", "-q", repository);
    git("-C", repository, "commit", "-q", "--allow-empty", "-m", "first");
    const operation = `version: 1.1\nkind: operation\nhubRef: git-clone\nparams: {url: ${repository}}\n`;
    const uuid = await submitOperation(server, operation);
    expect(await untilFinal(server, uuid)).toMatchObject({ name: "git-clone", status: "succeeded" });
    expect(await logText(server, uuid)).toContain("Cloning into");

    await expect(submitOperation(server, operation.replace("git-clone", "git-clon"))).rejects.toThrow(
      /did you mean `git-clone`/,
    );
    const byPath = "version: 1.1\nkind: operation\npathRef: parts/hello.yaml\n";
    await expect(submitOperation(server, byPath)).rejects.toThrow(/has no folder/);
    mkdirSync(join(folder, "parts"));
    writeFileSync(
      join(folder, "parts/hello.yaml"),
      "version: 1.1\nkind: component\nrun: {kind: job, container: {command: [echo, from a part]}}\n",
    );
    const part = await submit(server, { folder, yaml: byPath });
    expect((await untilFinal(server, part)).status).toBe("succeeded");
    expect(await logText(server, part)).toBe("from a part\n");
  });

  it("a timeout ends the run", async () => {
    const uuid = await submit(server, {
      folder,
      yaml: `version: 1.1\nkind: component\ntermination: {timeout: 1}\nrun: {kind: job, container: {command: [sleep, "300"]}}\n`,
    });
    const run = await untilFinal(server, uuid);
    const last = (await conditionsOf(server, uuid)).at(-1);
    expect(run.status).toBe("failed");
    expect(last?.reason).toBe("DeadlineExceeded");
  });
});

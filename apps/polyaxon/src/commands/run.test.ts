import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hostIdentity } from "../host-identity.ts";
import { type Answer, apiStub, type Received } from "./testing/api-stub.ts";
import { runCli } from "./testing/run-cli.ts";
import { pageOf, sampleRun, uuidOf } from "./testing/sample-runs.ts";

let folder: string;
let projects: Set<string>;
let stub: Awaited<ReturnType<typeof apiStub>>;
/** What else the server answers, by the end of the path. */
let more: (request: Received) => Answer;

beforeEach(async () => {
  folder = join(realpathSync(mkdtempSync(join(tmpdir(), "plx-run-"))), "My Work!");
  mkdirSync(folder);
  writeFileSync(
    join(folder, "polyaxonfile.yaml"),
    "version: 1.1\nkind: component\ninputs: [{name: lr, type: float, value: 1}]\nrun: {kind: job, container: {command: [sh]}}\n",
  );
  projects = new Set();
  more = () => undefined;
  stub = await apiStub((request) => {
    const { body, method, path } = request;
    if (path === "/api/v1/default/projects/create") {
      const { name } = body as { readonly name: string };
      if (projects.has(name)) return { status: 400, code: "name-taken", body: { name: ["exists"] } };
      projects.add(name);
      return { status: 201, body: {} };
    }
    if (path === "/api/v1/default/projects/list") return { body: pageOf([...projects].map((name) => ({ name }))) };
    const project = /^\/api\/v1\/default\/([^/]+)\/runs$/.exec(path)?.[1];
    if (method === "POST" && project !== undefined && projects.has(project)) {
      return { status: 201, body: { uuid: uuidOf("a"), kind: "job", name: null } };
    }
    return more(request);
  });
});
afterEach(async () => {
  await stub.close();
  rmSync(join(folder, ".."), { recursive: true });
});

const run = (args: readonly string[] = [], settings = {}) =>
  runCli(["run", ...args], { cwd: folder, host: stub.url, ...settings });
const submitted = () => stub.received.filter(({ body, path }) => path.endsWith("/runs") && body !== undefined).at(-1);

describe("polyaxon run", () => {
  it("makes the project named after the folder and submits where the file was", async () => {
    const { code, stderr, stdout } = await run(["-P", "lr=0.5", "--tags", "a, b", "-n", "first"]);
    expect([code, stderr]).toEqual([0, "created project My-Work, named after this folder (choose another with -p)\n"]);
    expect(stdout).toMatch(new RegExp(`^submitted run ${uuidOf("a")} to project My-Work\n.*ops logs -uid`));
    const { body, path } = submitted()!;
    const { content, ...rest } = body as { content: string };
    expect(path).toBe("/api/v1/default/My-Work/runs");
    expect(rest).toEqual({
      managed_by: "agent",
      name: "first",
      tags: ["a", "b"],
      meta_info: { submitted_from: { host: hostIdentity(), path: folder } },
    });
    expect(JSON.parse(content)).toMatchObject({ kind: "operation", params: { lr: { value: "0.5" } } });
  });

  it("wants a project that was named to exist", async () => {
    projects.add("digits");
    const { code, said } = await run(["-p", "digit"]);
    expect(code).toBe(4);
    expect(said).toBe(
      [
        'there is no project "digit"',
        'did you mean "digits"?',
        "create it: polyaxon project create --name digit",
        "or let this command make it: --create-project",
      ].join("\n"),
    );
    expect(projects).toEqual(new Set(["digits"]));
  });

  it("makes the project that was named where it is told to, also beside another that does the same", async () => {
    const { code, stderr, stdout } = await run(["-p", "mine", "--create-project"]);
    expect([code, stderr]).toEqual([0, "created project mine\n"]);
    expect(stdout).toContain("to project mine\n");
    let asked = 0;
    more = ({ path }) => {
      if (!path.endsWith("/runs") || asked++ > 0) return undefined;
      projects.add("theirs");
      return { status: 404 };
    };
    expect(await run(["-p", "theirs", "--create-project"])).toMatchObject({ code: 0, stderr: "" });
    expect((await run(["-p", "theirs", "--create-project"])).stderr).toBe("");
  });

  it("lays further files over the first, in order, after the command line", async () => {
    writeFileSync(join(folder, "gpu.yaml"), "queue: gpu\ntags: [a]\nparams: {lr: 3}\n");
    writeFileSync(
      join(folder, "last.json"),
      '{"version": 1.1, "kind": "operation", "isPreset": true, "patchStrategy": "replace", "queue": "last", "tags": ["b"]}',
    );
    const files = ["-f", "polyaxonfile.yaml", "-f", "gpu.yaml", "-f", "last.json"];
    expect(await run([...files, "-P", "lr=2"])).toMatchObject({ code: 0 });
    const { content } = submitted()!.body as { content: string };
    expect(JSON.parse(content)).toMatchObject({ queue: "last", tags: ["b"], params: { lr: { value: 3 } } });
  });

  it("points into a preset that is wrong", async () => {
    writeFileSync(join(folder, "gpu.yaml"), "queue: gpu\ntermination: {maxRetry: 1}\n");
    const { code, stderr } = await run(["-f", "polyaxonfile.yaml", "-f", "gpu.yaml"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/unknown field `maxRetry`[^]*gpu\.yaml:2:15/);
    expect(submitted()).toBeUndefined();
  });

  it("sends nothing when the file is wrong", async () => {
    const { code, stderr } = await run(["-P", "lr=fast"]);
    expect(code).toBe(2);
    expect(stderr).toContain("-P lr=fast");
    expect(stub.received).toEqual([]);
  });

  it.each(["run", "compile"])("%s takes no bare file name, and says how it is named", async (command) => {
    const { code, said } = await runCli([command, "train.yaml"], { cwd: folder, host: stub.url });
    expect([code, said]).toEqual([2, 'no option takes "train.yaml"\ndid you mean -f train.yaml?']);
  });

  it("takes no bare program either", async () => {
    const { said } = await runCli(["run", "pipeline.py:main"], { cwd: folder, host: stub.url });
    expect(said).toBe('no option takes "pipeline.py:main"\ndid you mean -f pipeline.py:main?');
  });

  it("with -l -o json prints one document, with the status it ended in, and the log beside it", async () => {
    projects.add("p");
    more = ({ path }) => {
      if (path.endsWith("/logs/lines")) return { body: { lines: [{ value: "hello" }], cursor: "c", done: true } };
      return path.endsWith(uuidOf("a")) ? { body: sampleRun({ uuid: uuidOf("a") }) } : undefined;
    };
    const { stderr, stdout } = await run(["-p", "p", "-l", "-o", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({ uuid: uuidOf("a"), project: "p", status: "succeeded" });
    expect(stderr).toContain("hello\n");
  });

  it("prints only JSON to standard output with -o json", async () => {
    projects.add("p");
    const { stdout } = await run(["-p", "p", "-o", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({ uuid: uuidOf("a"), project: "p" });
  });

  it("shows what the server says about a submission it refuses", async () => {
    more = ({ method }) => (method === "POST" ? { status: 400, body: ["the queue is unknown"] } : undefined);
    expect(await run(["-p", "p"])).toMatchObject({ code: 2, said: "the queue is unknown" });
  });

  it.each([
    ["succeeded", "exit code 0", /^running\n✓ succeeded in 1m 00s {2}a+\n$/],
    ["stopped", "Stopped by ann.", /^running\n■ stopped in 1m 00s {2}a+ {2}Stopped by ann\.\n$/],
    ["failed", "exit code 3", /^running\n✗ failed in 1m 00s {2}a+\ncause: .*\(exit code 3\)\n/],
  ])("with -w tells each status once, the last one when all is told: %s", async (status, message, said) => {
    projects.add("p");
    more = ({ path }) => {
      const status_conditions = [{ type: "running" }, { type: status, reason: "ExitCode", message }];
      if (path.endsWith("/statuses")) return { body: { uuid: uuidOf("a"), status, status_conditions } };
      if (path.endsWith("/logs")) return { body: { logs: [], last_time: null } };
      return path.endsWith(uuidOf("a")) ? { body: sampleRun({ uuid: uuidOf("a"), status }) } : undefined;
    };
    expect((await run(["-p", "p", "-w"])).stderr).toMatch(said);
  });

  it.each([
    ["succeeded", 0, "✓ succeeded in 1m 00s"],
    ["failed", 1, "✗ failed in 1m 00s"],
    ["stopped", 1, "■ stopped in 1m 00s"],
  ])("with -l prints the log and ends as the run ended: %s", async (status, exit, last) => {
    projects.add("p");
    more = ({ path }) => {
      if (path.endsWith("/logs/lines")) return { body: { lines: [{ value: "hello" }], cursor: "c", done: true } };
      if (path.endsWith("/statuses")) {
        return {
          body: {
            uuid: uuidOf("a"),
            status,
            status_conditions: [{ type: status, reason: "ExitCode", message: "exit code 3" }],
          },
        };
      }
      return path.endsWith(uuidOf("a")) ? { body: sampleRun({ uuid: uuidOf("a"), status }) } : undefined;
    };
    const { code, stderr, stdout } = await run(["-p", "p", "-l"]);
    expect(code).toBe(exit);
    expect(stdout.endsWith("hello\n")).toBe(true);
    expect(stderr).toContain(last);
    expect(stderr.includes("cause: user code: the command ended with an error (exit code 3)")).toBe(
      status === "failed",
    );
  });
});

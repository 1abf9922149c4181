import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type Answer, apiStub, type Received } from "./testing/api-stub.ts";
import { runCli } from "./testing/run-cli.ts";
import { sampleRun, uuidOf } from "./testing/sample-runs.ts";

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const a = sampleRun({ uuid: uuidOf("a"), status: "running" });
const b = sampleRun({ uuid: uuidOf("b"), status: "running", project: "other" });
const c = sampleRun({ uuid: uuidOf("c"), status: "queued" });
const ended = sampleRun({ uuid: uuidOf("e") });
const RUNS = [a, b, c, ended];

/** Knows the four runs, and answers every action as the server does. */
const serve = async (more: (request: Received) => Answer = () => undefined) => {
  const stub = await apiStub((request) => {
    const answer = more(request);
    if (answer !== undefined) return answer;
    if (request.method !== "GET") return { body: {} };
    const run = RUNS.find(({ uuid }) => request.path.endsWith(`/runs/${uuid}`));
    return run === undefined ? undefined : { body: run };
  });
  closers.push(() => stub.close());
  const changes = () => stub.received.filter(({ method }) => method !== "GET");
  return { host: stub.url, changes };
};

describe("actions upon several runs", () => {
  it("are one request for each project, and one run is its own address", async () => {
    const { changes, host } = await serve();
    const { code, stdout } = await runCli(["ops", "stop", a.uuid, "-uid", `${b.uuid},${c.uuid}`, a.uuid], { host });
    expect([code, stdout]).toEqual([0, [b, c, a].map(({ uuid }) => `run ${uuid} is asked to stop\n`).join("")]);
    expect(changes().map(({ body, path }) => [path, body])).toEqual([
      [`/api/v1/default/other/runs/${b.uuid}/stop`, undefined],
      ["/api/v1/default/demo/runs/stop", { uuids: [c.uuid, a.uuid] }],
    ]);
  });

  it("change nothing when one of them is not there", async () => {
    const { changes, host } = await serve();
    const { code, said } = await runCli(["ops", "delete", a.uuid, uuidOf("9"), "-y"], { host });
    expect([code, said, changes()]).toEqual([4, `there is no run ${uuidOf("9")}`, []]);
  });

  it("leave out those for which there is nothing to do, and say so, also as JSON", async () => {
    const { changes, host } = await serve();
    const { stdout } = await runCli(["ops", "stop", ended.uuid, a.uuid, "--json"], { host });
    expect(JSON.parse(stdout)).toEqual({
      action: "stop",
      runs: [
        { uuid: ended.uuid, project: "demo", done: false, reason: "has already ended: succeeded" },
        { uuid: a.uuid, project: "demo", done: true, reason: null },
      ],
    });
    expect(changes()).toHaveLength(1);
  });

  it("ask for -y before anything is deleted, and name what that would be", async () => {
    const { changes, host } = await serve();
    const { code, said } = await runCli(["ops", "delete", a.uuid, c.uuid], { host });
    expect(code).toBe(2);
    expect(said).toBe(
      `delete 2 runs (run ${a.uuid}, run ${c.uuid}), with all results? nobody is here to answer\nsay it beforehand: -y`,
    );
    expect(changes()).toEqual([]);
  });

  it("move them to a project that exists", async () => {
    const { changes, host } = await serve(({ path }) =>
      path === "/api/v1/default/other" ? { body: { name: "other" } } : undefined,
    );
    await runCli(["ops", "transfer", a.uuid, c.uuid, "-to", "other"], { host });
    expect(changes().map(({ body }) => body)).toEqual([{ uuids: [a.uuid, c.uuid], project: "other" }]);
  });
});

describe("running again", () => {
  const again = ({ method }: Received): Answer =>
    method === "POST" ? { status: 201, body: { ...a, uuid: a.uuid } } : undefined;

  it("restarts with other params, whose values stay text for the inputs to convert", async () => {
    const { changes, host } = await serve(again);
    const { code, stdout } = await runCli(["ops", "restart", ended.uuid, "-P", "lr=0.5", "-P", "who=a=b"], { host });
    expect([code, stdout.split("\n")[0]]).toEqual([0, `submitted run ${a.uuid} to project demo`]);
    expect(changes()).toMatchObject([
      {
        path: `/api/v1/default/demo/runs/${ended.uuid}/restart`,
        body: { content: '{"params":{"lr":{"value":"0.5"},"who":{"value":"a=b"}}}' },
      },
    ]);
  });

  it("copies with the files that were named", async () => {
    const { changes, host } = await serve(again);
    await runCli(["ops", "restart", ended.uuid, "--copy-dir", "outputs/model"], { host });
    expect(changes()).toMatchObject([
      {
        path: `/api/v1/default/demo/runs/${ended.uuid}/copy`,
        body: { meta_info: { copy_artifacts: { dirs: [`${ended.uuid}/outputs/model`], files: [] } } },
      },
    ]);
  });

  it("resumes only what has finished, and says what else can be done", async () => {
    const { changes, host } = await serve(again);
    const { code, said } = await runCli(["ops", "resume", a.uuid], { host });
    expect([code, changes()]).toEqual([2, []]);
    expect(said).toContain(`run ${a.uuid} is running: only a finished run can be resumed`);
    expect((await runCli(["ops", "resume", ended.uuid], { host })).stdout).toBe(`run ${a.uuid} goes on\n`);
  });

  it.each([
    [["-P", "lr"], '-P: expected name=value, found "lr"'],
    [["--recompile"], "--recompile takes its operation from a file: -f FILE"],
  ])("%j is refused before anything is sent", async (args, message) => {
    const { code, said } = await runCli(["ops", "restart", ended.uuid, ...args]);
    expect([code, said]).toEqual([2, message]);
  });
});

describe("a run that nobody named", () => {
  const folder = (): string => {
    const cwd = mkdtempSync(join(tmpdir(), "plx-last-"));
    closers.push(() => rmSync(cwd, { recursive: true }));
    return cwd;
  };
  const again = ({ method }: Received): Answer => (method === "POST" ? { status: 201, body: a } : undefined);

  it("is the last one submitted, in a folder that init set up", async () => {
    const cwd = folder();
    mkdirSync(join(cwd, ".polyaxon"));
    const { changes, host } = await serve(again);
    await runCli(["ops", "restart", ended.uuid], { cwd, host });
    const { stderr } = await runCli(["ops", "stop"], { cwd, host });
    expect(stderr).toBe(`run ${a.uuid}, the last one submitted from this folder\n`);
    expect(changes().at(-1)?.path).toBe(`/api/v1/default/demo/runs/${a.uuid}/stop`);
  });

  it("is nobody's guess elsewhere", async () => {
    const cwd = folder();
    const { host } = await serve(again);
    await runCli(["ops", "restart", ended.uuid], { cwd, host });
    expect((await runCli(["ops", "stop"], { cwd, host })).code).toBe(2);
  });
});

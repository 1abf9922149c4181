import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Answer, apiStub, type Received } from "./testing/api-stub.ts";
import { runCli } from "./testing/run-cli.ts";
import { pageOf, sampleRun, uuidOf } from "./testing/sample-runs.ts";

let root: string;
const closers: (() => Promise<void>)[] = [];
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), "plx-offline-"))));
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  rmSync(root, { recursive: true });
});

const a = uuidOf("a");
const b = uuidOf("b");
const recorded = (uuid: string, more: object = {}): void => {
  const folder = join(root, "runs", uuid);
  mkdirSync(folder, { recursive: true });
  const run = { uuid, project: "demo", name: "off", status: "failed", inputs: { lr: 0.5 }, ...more };
  writeFileSync(join(folder, "run.plx.json"), JSON.stringify(run));
  const loss = { name: "loss", kind: "metric", is_input: false, state: uuid, run: uuid, summary: { last: 1 } };
  writeFileSync(join(folder, "lineages.plx.json"), JSON.stringify([loss]));
};
const written = (path: string, text = "precious"): void => {
  const file = join(root, "runs", a, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};
const serve = async (answer: (request: Received) => Answer) => {
  const stub = await apiStub(answer);
  closers.push(() => stub.close());
  return stub;
};
const push = async (host: string, ...args: readonly string[]) =>
  runCli(["ops", "push", "--no-artifacts", "--path", root, ...args], { host });
const calls = (received: readonly Received[]) => received.map(({ method, path }) => `${method} ${path}`);

describe("polyaxon ops push", () => {
  it("brings a run to the project that it names, then what it logged, as of that run", async () => {
    recorded(a);
    const { received, url } = await serve(() => ({ body: {} }));
    expect(await push(url, "-uid", "aaa")).toMatchObject({ code: 0 });
    expect(calls(received)).toEqual([
      "POST /api/v1/default/demo/runs/sync",
      `POST /api/v1/default/demo/runs/${a}/lineage/artifacts`,
    ]);
    expect(received[0]?.body).toMatchObject({ uuid: a, name: "off", inputs: { lr: 0.5 } });
    expect(received[1]?.body).toEqual({
      artifacts: [{ name: "loss", kind: "metric", is_input: false, summary: { last: 1 } }],
    });
  });

  it("goes where -p says, under another uuid and name when asked, and removes it only then", async () => {
    recorded(a);
    const { received, url } = await serve(() => ({ body: {} }));
    await push(url, "-uid", a, "-p", "other", "--reset-uuid", "-n", "again", "--clean");
    expect(received[0]).toMatchObject({ path: "/api/v1/default/other/runs/sync", body: { name: "again" } });
    expect(received[0]?.body).not.toMatchObject({ uuid: a });
    expect(existsSync(join(root, "runs", a))).toBe(false);
  });

  const taken = (managedBy: string) => (request: Received) =>
    request.path.endsWith("/sync")
      ? { status: 400, code: "run-exists", body: ["exists"] }
      : { body: sampleRun({ uuid: a, status: "running", managed_by: managedBy }) };

  it("brings a run up to date that the server has from before", async () => {
    recorded(a);
    const { received, url } = await serve(taken("user"));
    expect(await push(url, "-uid", a)).toMatchObject({ code: 0 });
    expect(calls(received)).toEqual([
      "POST /api/v1/default/demo/runs/sync",
      `GET /api/v1/default/demo/runs/${a}`,
      `PATCH /api/v1/default/demo/runs/${a}`,
      `POST /api/v1/default/demo/runs/${a}/statuses`,
      `POST /api/v1/default/demo/runs/${a}/lineage/artifacts`,
    ]);
    expect(received[2]?.body).toEqual({ name: "off", inputs: { lr: 0.5 }, merge: true });
  });

  it("does not write over a run that an agent executed, and keeps what is here", async () => {
    recorded(a);
    const { received, url } = await serve(taken("agent"));
    const { code, said } = await push(url, "-uid", a, "--clean");
    expect(code).toBe(2);
    expect(said).toBe(`there is a run ${a} on this server, which executed it\nas a new run: --reset-uuid`);
    expect(received).toHaveLength(2);
    expect(existsSync(join(root, "runs", a))).toBe(true);
  });

  it.each([
    ["with what it is told not to send", ["--no-artifacts"], () => written("outputs/model.bin"), "outputs/model.bin"],
    ["with a link", [], () => symlinkSync("/etc", join(root, "runs", a, "data")), "data"],
    ["with what is never sent", [], () => written(".git/HEAD"), ".git/HEAD"],
  ] as const)("cleans nothing away, and pushes nothing, %s", async (_what, args, add, path) => {
    recorded(a);
    add();
    const { received, url } = await serve(() => ({ body: {} }));
    const { code, said } = await runCli(["ops", "push", "-uid", a, "--clean", "--path", root, ...args], { host: url });
    expect(code).toBe(2);
    expect(said).toContain(`--clean would remove from ${root}/runs/${a} what is not sent:\n${path}\n`);
    expect(received).toEqual([]);
    expect(existsSync(join(root, "runs", a, path))).toBe(true);
  });

  it("cleans nothing away that came while it pushed", async () => {
    recorded(a);
    const { url } = await serve(({ path }) => {
      if (path.endsWith("/lineage/artifacts")) written("outputs/late.bin");
      return { body: {} };
    });
    const { code, said } = await push(url, "-uid", a, "--clean");
    expect(code).toBe(1);
    expect(said).toContain("was written to while it was pushed, so it was not removed");
    expect(existsSync(join(root, "runs", a, "outputs/late.bin"))).toBe(true);
  });

  it("pushes all but those that are no runs, and says which", async () => {
    recorded(a);
    recorded(b, { uuid: "?" });
    const { url } = await serve(() => ({ body: {} }));
    const { code, stderr, stdout } = await push(url, "-a");
    expect(code).toBe(1);
    expect(stdout).toContain(`pushed run ${a}`);
    expect(stderr).toBe(
      `${b}: ${root}/runs/${b}/run.plx.json: expected a run with a uuid of 32 hexadecimal digits\n1 of 2 were not pushed\n`,
    );
  });

  it("asks which, when none is named, and says what there is", async () => {
    recorded(a);
    const { code, said } = await push("http://127.0.0.1:9");
    expect(code).toBe(2);
    expect(said).toBe(`name a run, or push all: -a\nthese are there:\n${a}`);
  });
});

describe("polyaxon ops pull", () => {
  it("keeps a run as the Python package does, in the place of what was there", async () => {
    recorded(a);
    writeFileSync(join(root, "runs", a, "old.txt"), "");
    const run = sampleRun({ uuid: a, name: "new" });
    const conditions = [{ type: "succeeded" }];
    const { url } = await serve(({ path }) => {
      if (path.endsWith("/statuses")) return { body: { uuid: a, status: "succeeded", status_conditions: conditions } };
      if (path.endsWith("/lineage/artifacts")) return { body: pageOf([{ name: "loss", kind: "metric" }]) };
      return path.endsWith(`/runs/${a}`) ? { body: run } : undefined;
    });
    const { code, stdout } = await runCli(["ops", "pull", "-uid", a, "--no-artifacts", "--path", root], { host: url });
    const aside = join(root, "aside", `${a}-1`);
    const kept = `  what was there and may be nowhere else is kept in ${aside}\n`;
    expect({ code, stdout }).toEqual({ code: 0, stdout: `pulled run ${a}, 0 files, to ${root}/runs/${a}\n${kept}` });
    expect(existsSync(join(aside, "old.txt"))).toBe(true);
    const read = (name: string): unknown => JSON.parse(readFileSync(join(root, "runs", a, name), "utf8"));
    expect(read("run.plx.json")).toEqual({ ...run, status_conditions: conditions });
    expect(read("lineages.plx.json")).toEqual([{ name: "loss", kind: "metric" }]);
    expect(existsSync(join(root, "runs", a, "old.txt"))).toBe(false);
  });

  /** A server with the run and a metric of it that has no file. */
  const withMetric = (text: string, metrics = [{ name: "loss", kind: "metric" }]) =>
    serve(({ path }) => {
      if (path.endsWith("/statuses")) return { body: { uuid: a, status: "succeeded", status_conditions: [] } };
      if (path.endsWith("/lineage/artifacts")) return { body: pageOf(metrics) };
      if (path.endsWith("/events/metric")) return { body: { data: [{ name: "loss", kind: "metric", data: text }] } };
      return path.endsWith(`/runs/${a}`) ? { body: sampleRun({ uuid: a }) } : undefined;
    });
  const pull = async (host: string, ...args: readonly string[]) =>
    runCli(["ops", "pull", "-uid", a, "--path", root, ...args], { host });
  const metric = () => readFileSync(join(root, "runs", a, "events/metric/loss.plx"), "utf8");

  it("takes the place of what came before; without files it leaves those that came", async () => {
    const first = await withMetric("first");
    await pull(first.url);
    const second = await withMetric("second");
    await pull(second.url, "--no-artifacts");
    expect(metric()).toBe("first");
    await pull(second.url);
    expect(metric()).toBe("second");
    expect(existsSync(join(root, "aside"))).toBe(true);
    expect(readdirSync(join(root, "aside"))).toEqual([]);
  });

  it("keeps aside what was changed here, and what the server has no more", async () => {
    const first = await withMetric("first");
    await pull(first.url);
    written("events/metric/loss.plx", "changed");
    await pull(first.url);
    const none = await withMetric("", []);
    await pull(none.url);
    const kept = (count: number) =>
      readFileSync(join(root, "aside", `${a}-${count}`, "events/metric/loss.plx"), "utf8");
    expect([kept(1), kept(2)]).toEqual(["changed", "first"]);
  });

  it("takes the place of what was pushed whole, and of nothing else", async () => {
    recorded(a);
    const { url } = await serve(() => ({ body: {} }));
    await push(url, "-uid", a);
    const server = await withMetric("first");
    expect((await pull(server.url)).stdout).not.toContain("kept in");
    recorded(a);
    written("outputs/model.bin");
    await push(url, "-uid", a);
    expect((await pull(server.url)).stdout).toContain("kept in");
    expect(existsSync(join(root, "aside", `${a}-1`, "outputs/model.bin"))).toBe(true);
  });

  it("touches no folder that a server names otherwise than by a uuid", async () => {
    const { url } = await serve(() => ({ body: sampleRun({ uuid: "../../home" }) }));
    mkdirSync(join(root, "home"));
    const { code, said } = await runCli(["ops", "pull", "-uid", a, "--path", join(root, "x")], { host: url });
    expect({ code, said }).toEqual({
      code: 1,
      said: 'expected a uuid of 32 hexadecimal digits, the server sent "../../home"',
    });
    expect(existsSync(join(root, "home"))).toBe(true);
  });

  it("writes the files of metrics that the server has only as points", async () => {
    const { url } = await serve(({ path }) => {
      if (path.endsWith("/statuses")) return { body: { uuid: a, status: "succeeded", status_conditions: [] } };
      if (path.endsWith("/lineage/artifacts")) return { body: pageOf([{ name: "loss", kind: "metric" }]) };
      if (path.endsWith("/events/metric"))
        return { body: { data: [{ name: "loss", kind: "metric", data: "0|t|1.0" }] } };
      return path.endsWith(`/runs/${a}`) ? { body: sampleRun({ uuid: a }) } : undefined;
    });
    const { stdout } = await runCli(["ops", "pull", "-uid", a, "--path", root], { host: url });
    expect(stdout).toContain(`pulled run ${a}, 1 file,`);
    expect(readFileSync(join(root, "runs", a, "events/metric/loss.plx"), "utf8")).toBe("0|t|1.0");
  });

  it("leaves what is there when the server fails on the way", async () => {
    recorded(a);
    const { url } = await serve(({ path }) =>
      path.endsWith(`/runs/${a}`) ? { body: sampleRun({ uuid: a }) } : { status: 500, body: {} },
    );
    const { code } = await runCli(["ops", "pull", "-uid", a, "--path", root], { host: url });
    expect(code).toBe(1);
    expect(existsSync(join(root, "runs", a, "lineages.plx.json"))).toBe(true);
  });
});

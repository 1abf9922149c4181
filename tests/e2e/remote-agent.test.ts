import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import {
  cleanUp,
  createProject,
  getJson,
  logText,
  polyaxon,
  PROJECT,
  runUrl,
  type Server,
  startServer,
  submit,
  temporaryFolder,
  untilFinal,
  waitFor,
} from "../harness.ts";
import { expectEachRanOnce, ledgerAt, storedRuns, writeScript } from "../ledger.ts";
import { type AgentProcess, startAgent } from "../remote-agent.ts";

const agents: AgentProcess[] = [];
afterAll(async () => {
  await Promise.all(agents.map((agent) => agent.kill("SIGKILL")));
  cleanUp();
});

async function agentOf(options: Parameters<typeof startAgent>[0]): Promise<AgentProcess> {
  const agent = await startAgent(options);
  agents.push(agent);
  return agent;
}

const TRIALS = 6;
const LINES = 60;

/** What its script does beside counting: a metric, and a model at its end. */
const TRACKS = {
  first: `
const folder = process.env.POLYAXON_ARTIFACTS_ROOT + "/" + uuid;
const events = folder + "/events/metric/loss.plx";
mkdirSync(folder + "/events/metric", { recursive: true });
writeFileSync(events, "step|timestamp|metric\\n");`,
  withEachLine: `appendFileSync(events, i + "|2026-11-22T03:00:00.000000+00:00|" + 1 / i + "\\n");`,
  last: `writeFileSync(folder + "/outputs/model.bin", Buffer.alloc(6_000_000, uuid));`,
};

const sweep = (command: string): string => `
version: 1.1
kind: operation
matrix:
  kind: grid
  concurrency: 3
  params:
    trial: {kind: range, value: [0, ${TRIALS}, 1]}
component:
  inputs: [{name: trial, type: int}]
  run: {kind: job, container: {command: ${command}}}
`;

it("I4, I10: an agent elsewhere runs a sweep; it and the server are killed meanwhile, and nothing is lost or doubled", async () => {
  const folder = temporaryFolder("remote-agent");
  const serverData = join(folder, "server");
  const agentData = join(folder, "agent");
  const script = writeScript(folder, TRACKS);
  const ledger = ledgerAt(join(folder, "ledger"));
  let server = await startServer({ dataDir: serverData, args: ["--no-agent"] });
  let agent = await agentOf({ server: server.url, dataDir: agentData, name: "far-away", slots: 3 });
  await createProject(server);
  const uuid = await submit(server, { folder, yaml: sweep(script({ ledger, lines: LINES, ms: 25 })) });

  await waitFor("some trials to start", () => ledger.started() >= 2);
  await agent.kill("SIGKILL");
  agent = await agentOf({ server: server.url, dataDir: agentData, name: "far-away", slots: 3 });
  await waitFor("more trials after the agent is back", () => ledger.started() >= 4);
  await server.kill("SIGKILL");
  server = await startServer({ dataDir: serverData, args: ["--no-agent"], port: server.port });
  const parent = await untilFinal(server, uuid);
  expect(parent.status).toBe("succeeded");

  const trials = await storedRuns(server, uuid);
  expect(trials).toHaveLength(TRIALS);
  await expectEachRanOnce(ledger, server, { uuids: trials.map((run) => run.uuid), lines: LINES });
  for (const run of trials) {
    const stored = join(serverData, "artifacts", run.uuid);
    expect(readFileSync(join(stored, "events/metric/loss.plx"), "utf8").trimEnd().split("\n")).toHaveLength(LINES + 1);
    expect(readFileSync(join(stored, "outputs/model.bin")).equals(Buffer.alloc(6_000_000, run.uuid))).toBe(true);
    expect(run.outputs).toMatchObject({ loss: 1 / LINES });
  }
  expect(await agent.kill("SIGTERM")).toBe(0);
  await server.kill("SIGTERM");
});

const long = (folder: string): string => `
version: 1.1
kind: component
run:
  kind: job
  container:
    command: [sh, -c, 'echo begun; until [ -e ${folder}/go ]; do sleep 0.1; done; echo done']
`;

async function statusIs(server: Server, uuid: string, status: string): Promise<void> {
  await waitFor(
    `the run to be ${status}`,
    async () => (await getJson<{ status: string }>(runUrl(server, uuid))).status === status,
  );
}

it("I4: a silent agent's runs become unknown, keep their place, and go on when it is back", async () => {
  const folder = temporaryFolder("silent-agent");
  const server = await startServer({ dataDir: join(folder, "server"), args: ["--no-agent", "--agent-silence", "3"] });
  const far = { server: server.url, dataDir: join(folder, "agent"), name: "far-away" };
  const agent = await agentOf(far);
  await createProject(server);
  const uuid = await submit(server, { folder, yaml: long(folder) });
  await statusIs(server, uuid, "running");

  process.kill(agent.pid, "SIGSTOP");
  await statusIs(server, uuid, "unknown");
  const { status_conditions: conditions } = await getJson<{ status_conditions: { reason: string; message: string }[] }>(
    runUrl(server, uuid, "/statuses"),
  );
  expect(conditions.at(-1)).toMatchObject({
    reason: "AgentLost",
    message: expect.stringMatching(/agent far-away has not called in since \d{4}-/) as string,
  });
  process.kill(agent.pid, "SIGCONT");
  await statusIs(server, uuid, "running");
  writeFileSync(join(folder, "go"), "");
  expect((await untilFinal(server, uuid)).status).toBe("succeeded");
  expect(await logText(server, uuid)).toBe("begun\ndone\n");
  await agent.kill("SIGTERM");
  await server.kill("SIGTERM");
});

it("SIGTERM of the agent leaves its jobs running; the next one takes them up and can stop them", async () => {
  const folder = temporaryFolder("agent-stop");
  const server = await startServer({ dataDir: join(folder, "server"), args: ["--no-agent"] });
  const far = { server: server.url, dataDir: join(folder, "agent"), name: "far-away" };
  const first = await agentOf(far);
  await createProject(server);
  const uuid = await submit(server, { folder, yaml: long(folder) });
  await statusIs(server, uuid, "running");
  expect(await first.kill("SIGTERM")).toBe(0);
  await agentOf(far);
  expect((await polyaxon(["ops", "stop", "-uid", uuid, "-p", PROJECT, "--yes"], { host: server.url })).code).toBe(0);
  expect((await untilFinal(server, uuid)).status).toBe("stopped");
});

/** Lines of its log, without what is below the level that operators read. */
const told = (agent: AgentProcess): readonly string[] =>
  agent
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{"));

it("tells an outage once; with its token revoked it says what to do and ends, and its jobs go on", async () => {
  const folder = temporaryFolder("agent-revoked");
  const serverData = join(folder, "server");
  let server = await startServer({ dataDir: serverData, args: ["--no-agent"] });
  const token = async (): Promise<string> => {
    const made = await polyaxon(["admin", "agent-token", "create", "--name", "far-away"], { host: server.url });
    return /plxg_\S+/.exec(made.stdout)?.[0] ?? "";
  };
  const far = { server: server.url, dataDir: join(folder, "agent"), name: "far-away" };
  const first = await agentOf({ ...far, token: await token() });
  await createProject(server);
  const chatty = long(folder).replace("sleep 0.1", "sleep 0.1; echo on");
  const uuid = await submit(server, { folder, yaml: chatty });
  await statusIs(server, uuid, "running");

  await server.kill("SIGKILL");
  await waitFor("the agent to say that its server is away", () => first.output().includes("the server is away"));
  server = await startServer({ dataDir: serverData, args: ["--no-agent"], port: server.port });
  await waitFor("the agent to say that it is back", () => first.output().includes("the server is back"));
  expect(told(first).map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
    "the server is away; jobs go on, and what they leave is sent when it is back",
    "the server is back",
  ]);

  const revoked = await polyaxon(["admin", "agent-token", "revoke", "--name", "far-away"], { host: server.url });
  expect(revoked.code).toBe(0);
  expect(await first.ended).toBe(5);
  expect(told(first)).toHaveLength(2);
  expect(first.output().match(/agent-token create/g)).toHaveLength(1);
  expect(first.output()).toContain("is not valid here (any more)");
  expect(first.output()).not.toMatch(/\n\s+at /);

  await agentOf({ ...far, token: await token() });
  writeFileSync(join(folder, "go"), "");
  expect((await untilFinal(server, uuid)).status).toBe("succeeded");
  expect(await logText(server, uuid)).toMatch(/^begun\n(on\n)+done\n$/);
});

it("says what is wrong: no token, a folder in use, a name in use, no such server", async () => {
  const folder = temporaryFolder("agent-refusals");
  const server = await startServer({ dataDir: join(folder, "server"), args: ["--no-agent"] });
  const args = (dataDir: string, more: readonly string[] = []) =>
    ["agent", "--server", server.url, "--name", "one", "--data-dir", join(folder, dataDir), ...more] as const;
  const bad = await polyaxon([...args("a", ["--token", "plxg_wrong"])]);
  expect(bad).toMatchObject({ code: 5, stderr: expect.stringContaining("agent-token create") as string });
  await agentOf({ server: server.url, dataDir: join(folder, "a"), name: "one" });
  const sameFolder = await polyaxon([...args("a")]);
  expect(sameFolder).toMatchObject({ code: 1, stderr: expect.stringContaining("another process works in") as string });
  const sameName = await polyaxon([...args("b")]);
  expect(sameName).toMatchObject({ code: 5, stderr: expect.stringContaining("Another agent works as one") as string });
  expect(existsSync(join(folder, "b", "artifacts"))).toBe(true);
  const roles = await polyaxon(["server", "--roles", "scheduler,agent", "--data-dir", join(folder, "c")]);
  expect(roles).toMatchObject({ code: 2, stderr: expect.stringContaining("polyaxon agent --server") as string });
});

it("a server that is reached by name takes writes there, and runs are told that name", async () => {
  const folder = temporaryFolder("public-url");
  const server = await startServer({
    dataDir: join(folder, "server"),
    env: { POLYAXON_PUBLIC_URL: "http://plx.internal:8000" },
  });
  /** `fetch` does not let its caller choose the name it asks under. */
  const post = (host: string) =>
    new Promise<number | undefined>((done, fail) => {
      const headers = { host, "content-type": "application/json" };
      const call = request(`${server.url}/api/v1/default/projects/create`, { method: "POST", headers }, (answer) => {
        answer.resume();
        done(answer.statusCode);
      });
      call.on("error", fail).end(JSON.stringify({ name: "by-name" }));
    });
  expect(await post("elsewhere.internal:8000")).toBe(403);
  expect(await post("plx.internal:8000")).toBe(201);
  await createProject(server);
  const yaml =
    "version: 1.1\nkind: component\nrun: {kind: job, container: {command: [sh, -c, 'echo $POLYAXON_HOST']}}\n";
  const uuid = await submit(server, { folder, yaml });
  await untilFinal(server, uuid);
  expect(await logText(server, uuid)).toBe("http://plx.internal:8000\n");
});

it("the runs of a sweep that was submitted with its files find them on an agent elsewhere", async () => {
  const folder = temporaryFolder("uploaded-sweep");
  const server = await startServer({ dataDir: join(folder, "server"), args: ["--no-agent"] });
  await createProject(server);
  await agentOf({ server: server.url, dataDir: join(folder, "agent"), name: "box" });
  writeFileSync(join(folder, "code.sh"), 'test "$(cat data.txt)" = uploaded && echo "$1" > made.txt\n');
  writeFileSync(join(folder, "data.txt"), "uploaded\n");
  writeFileSync(join(folder, "sweep.yaml"), sweep("[sh, code.sh, '{{ trial }}']"));
  writeFileSync(join(folder, ".polyaxonignore"), "server\nagent\n");
  const ended = await polyaxon(["run", "-f", "sweep.yaml", "-p", PROJECT, "-u", "-w", "--json"], {
    cwd: folder,
    host: server.url,
  });
  expect(ended, ended.stderr).toMatchObject({ code: 0 });
  const { uuid } = JSON.parse(ended.stdout) as { uuid: string };
  const page = await getJson(`${server.url}/api/v1/default/${PROJECT}/runs?query=pipeline:${uuid}&sort=created_at`);
  const made = (page as { results: { uuid: string }[] }).results.map((run) =>
    readFileSync(join(folder, "server/artifacts", run.uuid, "uploads/made.txt"), "utf8").trim(),
  );
  expect(made.toSorted((a, b) => Number(a) - Number(b))).toEqual(["0", "1", "2", "3", "4", "5"]);
});

import { spawn } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLI, cleanUp, polyaxon, type Server, startServer, temporaryFolder } from "../harness.ts";

/** The examples, with the package that was built beside the tested command line, for a user who configured the server once. */
let folder: string;
let server: Server;
let home: string;

beforeAll(async () => {
  folder = temporaryFolder("sdk");
  home = join(folder, "home");
  server = await startServer({ dataDir: join(folder, "data") });
  cpSync(resolve(import.meta.dirname, "../../examples/sdk"), join(folder, "sdk"), { recursive: true });
  const installed = join(folder, "node_modules/polyaxon");
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, "package.json"), '{"name":"polyaxon","type":"module","exports":"./dist/index.js"}');
  symlinkSync(dirname(CLI), join(installed, "dist"));
  const saved = await polyaxon(["config", "set", "--host", server.url], { env: { HOME: home } });
  expect(saved.code, saved.stderr).toBe(0);
});
afterAll(async () => {
  await server.kill("SIGTERM");
  cleanUp();
});

const run = async (script: string): Promise<string> => {
  const child = spawn(process.execPath, script.split(" "), {
    cwd: join(folder, "sdk"),
    env: { PATH: process.env["PATH"], HOME: home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  const code = await new Promise<number | null>((done) => child.on("close", done));
  expect(code, said).toBe(0);
  return said;
};

describe("the SDK, without a word about the server but `config set`", () => {
  it("submits a sweep, waits, and reads the leaderboard", async () => {
    const said = await run("sweep.mjs");
    expect(said).toMatch(/^submitted [0-9a-f]{32}$/m);
    expect(said).toMatch(/succeeded\nloss \S+ with lr 0\.4\nloss \S+ with lr 0\.1\nloss \S+ with lr 0\.01\n$/);
  });

  it("tracks a process as a run of its own, and reads it back", async () => {
    expect(await run("track.mjs")).toBe("by-hand succeeded with value 0.09765625\nits file says 0.09765625\n");
  });

  it("logs many points in batches, and reads their last values", async () => {
    expect(await run("many-metrics.mjs 100")).toMatch(
      /^logged 5000 points in .*\nmany-metrics succeeded with 50 metrics; wave_0 ends at 0\.19\d+\n$/,
    );
  });

  it("draws edges between runs, and reads them from both ends", async () => {
    writeFileSync(
      join(folder, "sdk/edges.mjs"),
      `import { connect } from "polyaxon";
      const client = connect();
      await client.projects.create({ name: "edges" });
      const runs = client.runs("edges");
      const [data, model] = await Promise.all(["data", "model"].map((name) => runs.create({ name, managed_by: "user" })));
      await runs.lineage.setEdges(model.uuid, [{ uuid: data.uuid, is_upstream: true, values: { rows: "outputs.rows" } }]);
      const [{ upstream, kind, values }] = (await runs.lineage.upstream(model.uuid)).results;
      const [{ downstream }] = (await runs.lineage.downstream(data.uuid)).results;
      const clones = await runs.lineage.clones(data.uuid);
      console.log(upstream.name, kind, JSON.stringify(values), downstream.name, clones.results.length);
      await runs.lineage.setEdges(model.uuid, [{ uuid: "f".repeat(32) }]).catch((error) => console.log(error.name));`,
    );
    expect(await run("edges.mjs")).toBe('data manual {"rows":"outputs.rows"} model 0\nInvalidRequestError\n');
  });

  it("records a run offline, which the command line pushes later", async () => {
    writeFileSync(
      join(folder, "sdk/offline.mjs"),
      `import { tracking } from "polyaxon";
      tracking.init({ project: "sdk", name: "kept", offline: true });
      tracking.logParams({ lr: 0.5 });
      for (let step = 0; step < 5; step += 1) tracking.logMetric("loss", 1 / (step + 1), { step });
      await tracking.end();
      console.log(tracking.runUuid);`,
    );
    const uuid = (await run("offline.mjs")).trim();
    const pushed = await polyaxon(["ops", "push", "-uid", uuid, "--clean"], { cwd: folder, env: { HOME: home } });
    expect(pushed, pushed.stderr).toMatchObject({ code: 0 });
    const query = ["ops", "ls", "-p", "sdk", "-q", "name:kept, metrics.loss:<0.3", "-o", "json"];
    const listed = await polyaxon(query, { cwd: folder, env: { HOME: home } });
    expect(JSON.parse(listed.stdout)).toMatchObject({
      results: [{ status: "succeeded", inputs: { lr: 0.5 }, outputs: { loss: 0.2 } }],
    });
  });
});

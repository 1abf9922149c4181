import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
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
  type WireRun,
} from "../harness.ts";

afterAll(cleanUp);

const job = (command: readonly string[], more = ""): string => `
version: 1.1
kind: component
${more}
run:
  kind: job
  container:
    command: ${JSON.stringify(command)}
`;

/** Posts runs without a pause, in several lanes; each id is noted once the server has acknowledged it. */
function hammer(server: Server, lanes: number): { readonly acknowledged: string[]; stop(): Promise<void> } {
  const acknowledged: string[] = [];
  let stopped = false;
  const lane = async (number: number): Promise<void> => {
    for (let index = 0; !stopped; index += 1) {
      const answer = await fetch(`${server.url}/api/v1/default/${PROJECT}/runs`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          name: `lane-${number}-${index}`,
          is_managed: false,
          managed_by: "user",
          tags: [`t${index % 7}`],
          meta_info: { index, text: "é".repeat(50) },
        }),
      });
      if (answer.status !== 201) throw new Error(`a run was refused with ${answer.status}: ${await answer.text()}`);
      acknowledged.push(((await answer.json()) as { uuid: string }).uuid);
    }
  };
  const running = Array.from({ length: lanes }, (_, number) => lane(number));
  return {
    acknowledged,
    async stop() {
      stopped = true;
      await Promise.all(running);
    },
  };
}

it("a backup made while a writer hammers holds every run acknowledged before it, with its files, and restores", async () => {
  const folder = temporaryFolder("backup");
  const server = await startServer({ dataDir: join(folder, "data") });
  await createProject(server);
  const done = await submit(server, {
    folder,
    yaml: job(["sh", "-c", "echo kept; echo weights > {{ globals.run_outputs_path }}/model.bin"]),
  });
  expect((await untilFinal(server, done)).status).toBe("succeeded");
  const tokenFile = join(folder, "token-of-the-job");
  const keepToken = `printf %s "$POLYAXON_AUTH_TOKEN" > ${tokenFile}; exec sleep 600`;
  const alive = await submit(server, { folder, yaml: job(["sh", "-c", keepToken]) });
  const retried = await submit(server, { folder, yaml: job(["sleep", "600"], "termination: {maxRetries: 1}") });
  for (const uuid of [alive, retried]) {
    await waitFor("it to run", async () => (await getJson<WireRun>(runUrl(server, uuid))).status === "running");
  }

  const writer = hammer(server, 4);
  await waitFor("200 runs", () => writer.acknowledged.length >= 200);
  const before = [...writer.acknowledged];
  const archive = join(folder, "backup.tar.gz");
  const made = await polyaxon(["admin", "backup", archive], { host: server.url });
  expect([made.code, made.stderr]).toEqual([0, "it holds this server's secrets: keep it where only you can read it\n"]);
  await waitFor("more runs after it", () => writer.acknowledged.length > before.length);
  await writer.stop();
  process.stdout.write(
    `backup: ${before.length} runs acknowledged before it, ${writer.acknowledged.length} in the end: ${made.stdout}`,
  );
  expect(statSync(archive).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, "data")).filter((name) => name.startsWith(".backup"))).toEqual([]);

  const expected = new Map<string, unknown>();
  for (const uuid of before) expected.set(uuid, comparable(await getJson(runUrl(server, uuid)), server));
  const doneBefore = comparable(await getJson(runUrl(server, done)), server);
  const logBefore = await logText(server, done);
  await polyaxon(["ops", "stop", "-uid", alive, "-y"], { host: server.url });
  await polyaxon(["ops", "stop", "-uid", retried, "-y"], { host: server.url });
  await untilFinal(server, alive);
  await untilFinal(server, retried);
  expect(await server.kill("SIGTERM")).toBe(0);

  const restored = join(folder, "restored");
  const result = await polyaxon(["admin", "restore", archive, "--data-dir", restored]);
  expect([result.code, result.stdout]).toEqual([0, expect.stringContaining("restored")]);
  const again = await startServer({ dataDir: restored });
  for (const [uuid, run] of expected) expect(comparable(await getJson(runUrl(again, uuid)), again)).toEqual(run);
  expect(comparable(await getJson(runUrl(again, done)), again)).toEqual(doneBefore);
  expect(await logText(again, done)).toBe(logBefore);
  expect(readFileSync(join(restored, "artifacts", done, "outputs/model.bin"), "utf8")).toBe("weights\n");
  // The job of a run that was alive is nowhere: it must end with the reason, or be tried again, and never hang.
  expect((await untilFinal(again, alive)).status).toBe("failed");
  const conditions = async (uuid: string) =>
    (await getJson<{ status_conditions: { type: string; reason: string }[] }>(runUrl(again, uuid, "/statuses")))
      .status_conditions;
  expect((await conditions(alive)).at(-1)).toMatchObject({ type: "failed", reason: "RestoredFromBackup" });
  // And if it still runs somewhere, nothing that it says is accepted.
  await waitFor("the job's token", () => existsSync(tokenFile));
  const late = await fetch(runUrl(again, alive), {
    method: "PATCH",
    headers: { authorization: `Token ${readFileSync(tokenFile, "utf8")}`, "content-type": "application/json" },
    body: JSON.stringify({ description: "from an earlier life" }),
  });
  expect([late.status, await late.text()]).toEqual([401, expect.stringContaining("not valid here")]);
  await waitFor(
    "the second attempt",
    async () => (await getJson<WireRun>(runUrl(again, retried))).status === "running",
  );
  expect(await conditions(retried)).toContainEqual(
    expect.objectContaining({ type: "retrying", reason: "RestoredFromBackup" }),
  );
  const doctor = await polyaxon(["admin", "doctor"], { host: again.url });
  expect([doctor.code, doctor.stderr]).toEqual([0, expect.stringContaining("healthy")]);
  await polyaxon(["ops", "stop", "-uid", retried, "-y"], { host: again.url });
  await untilFinal(again, retried);
  await again.kill("SIGTERM");
});

/** What addresses and the passing of time do not change. */
function comparable(run: unknown, server: Server): unknown {
  return JSON.parse(JSON.stringify(run).replaceAll(server.url, ""));
}

it("a truncated, a changed and a foreign archive are refused, and nothing is put in place", async () => {
  const folder = temporaryFolder("tampered");
  const data = join(folder, "data");
  const server = await startServer({ dataDir: data });
  await createProject(server);
  const run = await submit(server, { folder, yaml: job(["echo", "a line that somebody will change"]) });
  await untilFinal(server, run);
  await server.kill("SIGTERM");
  const archive = join(folder, "backup.tar.gz");
  const made = await polyaxon(["admin", "backup", archive, "--data-dir", data]);
  expect([made.code, made.stderr]).toEqual([0, expect.anything()]);

  const whole = readFileSync(archive);
  const plain = gunzipSync(whole);
  const changed = Buffer.from(plain);
  const at = changed.indexOf("a line that somebody will change");
  expect(at).toBeGreaterThan(0);
  changed.write("A", at);
  const noManifest = plain.subarray(0, plain.indexOf("manifest.json"));
  const cases: Readonly<Record<string, readonly [Buffer, RegExp]>> = {
    truncated: [whole.subarray(0, whole.length - 100), /is not a whole backup/],
    "cut before its manifest": [gzipSync(Buffer.concat([noManifest, Buffer.alloc(1024)])), /ends before its manifest/],
    changed: [gzipSync(changed), /was changed or is damaged/],
    "no archive": [Buffer.from("hello"), /is not a whole backup/],
    empty: [Buffer.alloc(0), /is not a whole backup|ends before its manifest/],
  };
  const target = join(folder, "target");
  for (const [name, [bytes, said]] of Object.entries(cases)) {
    const bad = join(folder, "bad.tar.gz");
    writeFileSync(bad, bytes);
    const result = await polyaxon(["admin", "restore", bad, "--data-dir", target]);
    expect([name, result.code, result.stderr]).toEqual([name, 1, expect.stringMatching(said)]);
    expect(existsSync(target)).toBe(false);
    expect(readdirSync(dirname(target)).filter((each) => each.includes("restoring"))).toEqual([]);
  }
  const missing = await polyaxon(["admin", "restore", join(folder, "none.tar.gz"), "--data-dir", target]);
  expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining("there is no file")]);
});

it("a folder that holds something is left alone without --force, moved aside with it, and never taken from a server", async () => {
  const folder = temporaryFolder("restore");
  const data = join(folder, "data");
  const server = await startServer({ dataDir: data });
  await createProject(server);
  const archive = join(folder, "backup.tar.gz");
  expect((await polyaxon(["admin", "backup", archive], { host: server.url })).code).toBe(0);

  const restore = (...args: string[]) => polyaxon(["admin", "restore", archive, "--data-dir", data, ...args]);
  // A folder that somebody works in is no matter of force.
  const served = await restore();
  expect(served).toMatchObject({ code: 1, stderr: expect.stringContaining("in use") });
  expect(served.stderr).not.toContain("--force");
  expect(await restore("--force")).toMatchObject({ code: 1, stderr: expect.stringContaining("in use") });
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  await server.kill("SIGTERM");
  expect(await restore()).toMatchObject({ code: 1, stderr: expect.stringMatching(/is not empty: .*--force/) });

  const result = await restore("--force");
  expect([result.code, result.stderr]).toEqual([0, expect.stringContaining("before-restore")]);
  const aside = readdirSync(folder).find((name) => name.startsWith(`${basename(data)}.before-restore-`));
  expect(existsSync(join(folder, aside ?? "none", "polyaxon.db"))).toBe(true);
  const again = await startServer({ dataDir: data });
  expect(await getJson(`${again.url}/api/v1/default/${PROJECT}`)).toMatchObject({ name: PROJECT });
  await again.kill("SIGTERM");
});

it("a backup that cannot be written leaves what was there and no half file", async () => {
  const folder = temporaryFolder("unwritable");
  const server = await startServer({ dataDir: join(folder, "data") });
  const archive = join(folder, "backups", "backup.tar.gz");
  const none = await polyaxon(["admin", "backup", archive], { host: server.url });
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("ENOENT")]);
  const nobody = await polyaxon(["admin", "backup", join(folder, "x.tar.gz")], { host: "http://127.0.0.1:9" });
  expect(nobody.code).toBe(3);
  expect(readdirSync(folder).filter((name) => name.includes("tar.gz"))).toEqual([]);
  await server.kill("SIGTERM");
});

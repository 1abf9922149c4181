import { randomUUID } from "node:crypto";
import { createReadStream, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { RunId } from "@polyaxon/orchestrator";
import { encodeEventRow, encodeSpoolRecord, eventFileHeader } from "@polyaxon/tracking";
import { describe, expect, it } from "vitest";
import {
  agent,
  agentForEachTest,
  logOf,
  loggedText,
  outcomeOf,
  root,
  runFolder,
  scratchOf,
  server,
  startAgent,
  stopAgent,
  submit,
  submitScript,
} from "./agent-fixture.ts";
import { eventually, isRunning, pidIn, textOf } from "./attempt-fixture.ts";
import { TOKEN } from "./memory-protocol.ts";

describe("the agent on real processes", () => {
  agentForEachTest();

  it("takes a run from its claim to its end", async () => {
    const run = submitScript("echo hello; echo oops >&2; exit 3");
    expect(await outcomeOf(run)).toEqual({ kind: "exited", exitCode: 3 });
    expect(server.statuses.get(run)).toEqual(["starting", "running"]);
    expect(loggedText(logOf(run))).toBe("hello\noops\n");
    await agent.idle();
  });

  it("reports the end only after the last line is stored", async () => {
    let storedAtEnd = "";
    server.onReport = ({ kind, run }) => {
      if (kind === "finished") storedAtEnd = loggedText(logOf(run));
    };
    await outcomeOf(submitScript("printf 'no line break at the end'"));
    expect(storedAtEnd).toBe("no line break at the end");
  });

  it("fails a run that cannot start, with the cause, and goes on with others", async () => {
    const missing = submit({ command: ["no-such-tool"] });
    const vanished = submit({ command: ["true"], workingDir: "/nowhere/at/all" });
    const unplanned = randomUUID().replaceAll("-", "") as RunId;
    server.submit(unplanned);
    const good = submitScript("exit 0");
    expect(await outcomeOf(missing)).toMatchObject({ kind: "failed", reason: "CommandNotFound" });
    expect(await outcomeOf(vanished)).toMatchObject({ kind: "failed", reason: "WorkingDirMissing" });
    expect(await outcomeOf(unplanned)).toMatchObject({ kind: "failed", reason: "InvalidOperation" });
    expect(await outcomeOf(good)).toMatchObject({ kind: "exited", exitCode: 0 });
  });

  it("says that an image is ignored", async () => {
    const run = submit({ image: "python:3.12", command: ["true"] });
    await outcomeOf(run);
    expect(server.messages.get(run)?.[0]).toContain("python:3.12");
  });

  it("gives the run its identity and an allow-listed environment, and masks its token in the logs (I8)", async () => {
    process.env["PLX_TEST_SECRET_OF_THE_HOST"] = "leaked";
    const run = submitScript('env; printf %s "$POLYAXON_AUTH_TOKEN" | base64');
    await outcomeOf(run);
    delete process.env["PLX_TEST_SECRET_OF_THE_HOST"];
    const text = loggedText(logOf(run));
    expect(text).toContain(`POLYAXON_RUN_INSTANCE=default.tests.runs.${run}\n`);
    expect(text).toContain("POLYAXON_RUN_ATTEMPT=1\n");
    expect(text).toContain("POLYAXON_COLLECT_ARTIFACTS=true\n");
    expect(text).toContain("POLYAXON_K8S_NODE_NAME=process-agent\n");
    expect(text).toContain("POLYAXON_AUTH_TOKEN=***\n");
    expect(text).not.toContain("leaked");
    expect(text).not.toContain(TOKEN);
    expect(text).not.toContain(Buffer.from(TOKEN).toString("base64").slice(0, 20));
    expect(textOf(join(scratchOf(run), "output.log"))).toContain(TOKEN);
  });

  it("starts in the folder the run was submitted from, and finds the run's files by the context root", async () => {
    const run = submitScript(
      'pwd -P; ls -d "$POLYAXON_CONTEXT_ROOT/artifacts/${POLYAXON_RUN_INSTANCE##*.}/outputs" >/dev/null && echo found',
      {
        metaInfo: { submitted_from: { host: "this-machine", path: root } },
      },
    );
    await outcomeOf(run);
    expect(loggedText(logOf(run)).split("\n")).toEqual([
      expect.stringContaining(root.split("/").at(-1) ?? "") as string,
      "found",
      "",
    ]);
  });

  it("stops the whole tree on order, and a run that waits for its slot never starts", async () => {
    const run = submitScript('sh -c "echo \\$\\$ >pid; exec sleep 300" & wait');
    const pid = await pidIn(join(runFolder(run), "pid"));
    server.requestStop(run);
    expect(await outcomeOf(run)).toMatchObject({ kind: "stopped" });
    expect(isRunning(pid)).toBe(false);
  });

  it("ships tracked values and events, all of them before the end", async () => {
    const events = eventFileHeader("metric") + encodeEventRow("metric", { step: 1, timestamp: 0, value: 0.5 });
    const spool = encodeSpoolRecord({ type: "outputs", values: { accuracy: 0.97 } });
    writeFileSync(join(root, "loss.plx"), events);
    writeFileSync(join(root, "spool.jsonl"), spool);
    const copy = `mkdir -p "$POLYAXON_ARTIFACTS_ROOT/\${POLYAXON_RUN_INSTANCE##*.}/events/metric"
cp ${root}/loss.plx "$POLYAXON_ARTIFACTS_ROOT/\${POLYAXON_RUN_INSTANCE##*.}/events/metric/loss.plx"
cat ${root}/spool.jsonl >>"$POLYAXON_TRACKING_SPOOL"`;
    const run = submitScript(copy);
    expect(await outcomeOf(run)).toMatchObject({ exitCode: 0 });
    const tracked = server.tracked.get(run) ?? [];
    expect(Object.assign({}, ...tracked.map(({ outputs }) => outputs))).toEqual({ loss: 0.5, accuracy: 0.97 });
    expect(tracked.flatMap(({ artifacts }) => artifacts ?? []).map(({ name }) => name)).toContain("loss");
  });

  it("samples the resources of a run", async () => {
    const run = submitScript("until [ -e resources/metric/memory.plx ]; do sleep 0.05; done");
    expect(await outcomeOf(run)).toMatchObject({ exitCode: 0 });
    expect(textOf(join(runFolder(run), "resources", "metric", "cpu.plx"))).toMatch(
      /^step\|timestamp\|metric\n\|\d{4}-.*\|[\d.]+/,
    );
    expect(server.tracked.get(run)?.flatMap(({ artifacts }) => artifacts ?? [])).toContainEqual(
      expect.objectContaining({ name: "cpu", kind: "system" }),
    );
  });

  it("I10: adopts what runs and what ended while no agent was there, without losing or repeating a line", async () => {
    const lines = (count: number, first = 1): string =>
      `i=${first}; while [ $i -le ${count} ]; do echo "line $i"; i=$((i+1)); done`;
    const running = submitScript(
      `${lines(2_000)}; touch half; until [ -e go ]; do sleep 0.02; done; ${lines(4_000, 2_001)}; exit 4`,
    );
    const ended = submitScript(
      `touch begun; until [ -e go ]; do sleep 0.02; done; ${lines(1_000)}; touch ended; exit 5`,
    );
    await eventually(
      "both",
      () => existsSync(join(runFolder(running), "half")) && existsSync(join(runFolder(ended), "begun")),
    );
    await stopAgent();
    writeFileSync(join(runFolder(ended), "go"), "");
    await eventually("the exit code", () => textOf(join(scratchOf(ended), "exit")));
    expect(server.outcomes.size).toBe(0);
    await startAgent();
    await stopAgent();
    await startAgent();
    writeFileSync(join(runFolder(running), "go"), "");
    expect(await outcomeOf(running)).toMatchObject({ exitCode: 4 });
    expect(await outcomeOf(ended)).toMatchObject({ exitCode: 5 });
    const numbered = (count: number): string =>
      Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join("");
    expect(loggedText(logOf(running))).toBe(numbered(4_000));
    expect(loggedText(logOf(ended))).toBe(numbered(1_000));
    expect(server.outcomes.get(running)).toHaveLength(1);
  });

  it("starts a held attempt that an earlier agent claimed and never started", async () => {
    await stopAgent();
    const run = submitScript("echo once >>starts");
    const claimed = await server.protocol.poll(
      { agent: "test-agent", freeSlots: 1, waitMs: 0 },
      new AbortController().signal,
    );
    expect(claimed.claims).toHaveLength(1);
    await startAgent();
    expect(await outcomeOf(run)).toMatchObject({ exitCode: 0 });
    expect(textOf(join(runFolder(run), "starts"))).toBe("once\n");
  });

  it("does not start a run for a GPU that has another name since it was claimed", async () => {
    const run = submitScript("echo started >>starts", { gpus: ["GPU-gone"] });
    expect(await outcomeOf(run)).toMatchObject({ kind: "failed", reason: "GpuMissing", retryable: true });
    expect(textOf(join(runFolder(run), "starts"))).toBeNull();
  });

  it("keeps the end of a run until a server that was away is back", async () => {
    const run = submitScript("until [ -e go ]; do sleep 0.02; done; echo done");
    await eventually("the start", () => server.statuses.get(run)?.includes("running"));
    server.away = true;
    writeFileSync(join(runFolder(run), "go"), "");
    await eventually("the exit code", () => textOf(join(scratchOf(run), "exit")));
    server.away = false;
    expect(await outcomeOf(run)).toMatchObject({ exitCode: 0 });
    expect(await outcomeOf(submitScript("exit 0"))).toMatchObject({ exitCode: 0 });
  });

  it("never holds more attempts than it has slots", async () => {
    await stopAgent();
    await startAgent(2);
    const hold = `echo >>${root}/alive; n=$(wc -l <${root}/alive); until [ -e ${root}/go ]; do sleep 0.02; done`;
    const runs = Array.from({ length: 5 }, () => submitScript(hold));
    await eventually("two runs", () => textOf(join(root, "alive")) === "\n\n");
    expect(readdirSync(join(root, "agent", "attempts"))).toHaveLength(2);
    writeFileSync(join(root, "go"), "");
    for (const run of runs) expect(await outcomeOf(run)).toMatchObject({ exitCode: 0 });
  });

  // A gigabyte goes through a server in tests/e2e/large-logs.
  it("stores 50 MB of output byte for byte", { timeout: 120_000 }, async () => {
    const run = submit({
      command: [process.execPath, "-e"],
      args: [
        // Lines of very different lengths over all printable characters, and a number that differs in each block.
        "const b=Buffer.alloc(1<<20);for(let j=0;j<b.length;j++)b[j]=(j*31+(j>>8))%97===0?10:32+(j*j+(j>>5))%95;" +
          "for(let i=0;i<50;i++){b.write('block '+i+String.fromCharCode(10));require('fs').writeSync(1,b)}",
      ],
    });
    await eventually("the end of the run", () => server.outcomes.get(run)?.[0], 110_000);
    expect(server.outcomes.get(run)).toEqual([{ kind: "exited", exitCode: 0 }]);
    const raw = readFileSync(join(scratchOf(run), "output.log"));
    expect(raw.length).toBe(50 * 1024 * 1024);
    let at = 0;
    let lastStamp = "";
    for await (const text of createInterface({ input: createReadStream(logOf(run)) })) {
      const line = JSON.parse(text) as { value: string; eol?: boolean; offset: number; timestamp: string };
      const bytes = Buffer.from(line.eol === false ? line.value : `${line.value}\n`, "latin1");
      if (raw.compare(bytes, 0, bytes.length, at, at + bytes.length) !== 0) throw new Error(`bytes differ at ${at}`);
      at += bytes.length;
      if (line.offset !== at || line.timestamp <= lastStamp) throw new Error(`offset or stamp is wrong at ${at}`);
      lastStamp = line.timestamp;
    }
    expect(at).toBe(raw.length);
  });

  it("ships binary output without losing its place", async () => {
    const run = submit({
      command: [process.execPath, "-e"],
      args: ["process.stdout.write(Buffer.from([0,255,254,10,195,40,10,240,159]))"],
    });
    await outcomeOf(run);
    expect(loggedText(logOf(run))).toBe("\0\ufffd\ufffd\n\ufffd(\n\ufffd");
    expect([...readFileSync(join(scratchOf(run), "output.log"))]).toEqual([0, 255, 254, 10, 195, 40, 10, 240, 159]);
  });
});

import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import {
  cleanUp,
  conditionsOf,
  createProject,
  getJson,
  logText,
  runUrl,
  startServer,
  submitOperation,
  temporaryFolder,
  untilFinal,
  waitFor,
  type WireRun,
} from "../harness.ts";
import { type AgentProcess, startAgent } from "../remote-agent.ts";

const agents: AgentProcess[] = [];
afterAll(async () => {
  await Promise.all(agents.map((agent) => agent.kill("SIGKILL")));
  cleanUp();
});

/** Signs the ledger with the devices it sees, holds them until it may end, and signs again. */
const script = (ledger: string, flag: string): string =>
  `uuid=\${POLYAXON_RUN_INSTANCE##*.}; ` +
  `echo "start $uuid $CUDA_VISIBLE_DEVICES" >> ${ledger}; echo "devices=$CUDA_VISIBLE_DEVICES"; ` +
  `while [ ! -e ${flag} ]; do sleep 0.05; done; echo "end $uuid $CUDA_VISIBLE_DEVICES" >> ${ledger}`;

const job = (command: string, gpus: number): string => `
version: 1.1
kind: operation
component:
  run:
    kind: job
    container:
      command: [sh, -c, ${JSON.stringify(command)}]
      resources: {requests: {cpu: 10m}, limits: {nvidia.com/gpu: ${gpus}}}
`;

it("I4: no two live runs see one GPU, also when the server is killed meanwhile; too large a run waits for a larger agent", async () => {
  const folder = temporaryFolder("gpus");
  const dataDir = join(folder, "data");
  const [ledger, flag] = [join(folder, "ledger"), join(folder, "flag")];
  writeFileSync(ledger, "");
  const rows = (): string[][] =>
    readFileSync(ledger, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((row) => row.split(" "));
  const args = ["--gpus", "2", "--slots", "6"];
  let server = await startServer({ dataDir, args });
  await createProject(server);
  const statusOf = async (uuid: string): Promise<string> => (await getJson<WireRun>(runUrl(server, uuid))).status;

  const runs: string[] = [];
  for (let index = 0; index < 4; index += 1) runs.push(await submitOperation(server, job(script(ledger, flag), 1)));
  const large = await submitOperation(server, job("echo devices=$CUDA_VISIBLE_DEVICES", 3));
  const none = await submitOperation(server, job("echo devices=$CUDA_VISIBLE_DEVICES.", 0));
  await waitFor("two runs to hold the GPUs", () => rows().length === 2);
  expect((await untilFinal(server, none)).status).toBe("succeeded");
  expect(await logText(server, none), "a run that asks for no GPU sees none").toBe("devices=.\n");

  await server.kill("SIGKILL");
  server = await startServer({ dataDir, args, port: server.port });
  await waitFor("the large run to be unschedulable", async () => (await statusOf(large)) === "unschedulable");
  const word = (await conditionsOf(server, large)).at(-1);
  expect(word?.reason).toBe("NoAgentFits");
  expect(word?.message).toMatch(/asks for 0\.01 CPUs and 3 GPUs, .* the largest, local, has .* 2 GPUs/);
  await waitFor("a run to say what it waits for", async () =>
    (await Promise.all(runs.map((uuid) => conditionsOf(server, uuid)))).some(
      (conditions) => conditions.at(-1)?.message?.includes("waits for GPUs") === true,
    ),
  );
  expect(rows().length, "what was started before the kill still holds both").toBe(2);

  appendFileSync(flag, "");
  for (const uuid of runs) expect((await untilFinal(server, uuid)).status).toBe("succeeded");
  const live = new Map<string, string>();
  for (const [what, uuid = "", gpu = ""] of rows()) {
    if (what === "start") {
      expect(live.get(gpu), `GPU ${gpu} when ${uuid} begins`).toBeUndefined();
      expect(["0", "1"]).toContain(gpu);
      live.set(gpu, uuid);
    } else live.delete(gpu);
  }
  expect(
    rows()
      .filter(([what]) => what === "start")
      .map(([, uuid]) => uuid)
      .sort(),
  ).toEqual([...runs].sort());
  for (const uuid of runs) expect(await logText(server, uuid)).toMatch(/^devices=[01]\n$/);

  agents.push(
    await startAgent({
      server: server.url,
      dataDir: join(folder, "agent"),
      name: "larger",
      args: ["--gpus", "GPU-a,GPU-b,GPU-c"],
    }),
  );
  expect((await untilFinal(server, large)).status).toBe("succeeded");
  expect(await logText(server, large)).toBe("devices=GPU-a,GPU-b,GPU-c\n");
  expect((await conditionsOf(server, large)).map(({ type }) => type)).toEqual(
    expect.arrayContaining(["unschedulable", "scheduled", "running", "succeeded"]),
  );
});

import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import {
  cleanUp,
  conditionsOf,
  createProject,
  getJson,
  polyaxon,
  runUrl,
  startServer,
  submitOperation,
  temporaryFolder,
  untilFinal,
  waitFor,
} from "../harness.ts";
import { type AgentProcess, startAgent } from "../remote-agent.ts";

const agents: AgentProcess[] = [];
afterAll(async () => {
  await Promise.all(agents.map((agent) => agent.kill("SIGKILL")));
  cleanUp();
});

it("I4: a copied agent is refused while the original lives, and starts nothing of its while that is silent", async () => {
  const folder = temporaryFolder("agent-copies");
  const server = await startServer({ dataDir: join(folder, "server"), args: ["--no-agent", "--agent-silence", "3"] });
  const at = (name: string): string => join(folder, name);
  const start = async (name: string): Promise<AgentProcess> => {
    const agent = await startAgent({ server: server.url, dataDir: at(name), name: "far-away" });
    agents.push(agent);
    return agent;
  };
  const refused = (name: string) =>
    polyaxon(["agent", "--server", server.url, "--name", "far-away", "--data-dir", at(name)]);
  const copy = (name: string): void => cpSync(at("original"), at(name), { recursive: true });

  let original = await start("original");
  copy("early");
  rmSync(join(at("early"), "here.json"));
  await createProject(server);
  const uuid = await submitOperation(
    server,
    `version: 1.1
kind: component
run: {kind: job, container: {command: [sh, -c, 'echo $$ >>${folder}/starts; until [ -e ${folder}/go ]; do sleep 0.1; done']}}
`,
  );
  const status = async (): Promise<string> => (await getJson<{ status: string }>(runUrl(server, uuid))).status;
  await waitFor("the run to go on", async () => (await status()) === "running");

  copy("late");
  expect(await refused("late")).toMatchObject({ code: 1, stderr: expect.stringContaining("is a copy of") as string });
  rmSync(join(at("late"), "here.json"));
  const alive = await refused("late");
  expect(alive).toMatchObject({ code: 5, stderr: expect.stringContaining("is alive") as string });
  expect(alive.stderr).toMatch(/waiting for the server: Another process worked as far-away/);

  // Its first start has told it nothing that would let it in now.
  expect(await refused("late")).toMatchObject({ code: 5, stderr: expect.stringContaining("is alive") as string });

  process.kill(original.pid, "SIGSTOP");
  const early = await start("early");
  await waitFor("the copy to say that it knows nothing of the run", async () =>
    (await conditionsOf(server, uuid)).some(({ reason }) => reason === "AttemptElsewhere"),
  );
  process.kill(original.pid, "SIGCONT");
  expect(await original.ended).toBe(5);
  expect(original.output()).toContain("Another process works as far-away now");

  await early.kill("SIGTERM");
  original = await start("original");
  await waitFor("the run to be taken up", async () => (await status()) === "running");
  // Nobody told it that the original has the name again.
  expect(await refused("early")).toMatchObject({ code: 5, stderr: expect.stringContaining("is alive") as string });
  writeFileSync(join(folder, "go"), "");
  expect((await untilFinal(server, uuid)).status).toBe("succeeded");
  expect(readFileSync(join(folder, "starts"), "utf8").trim().split("\n")).toHaveLength(1);
});

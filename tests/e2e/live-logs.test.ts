import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import {
  CLI,
  cleanUp,
  createProject,
  polyaxon,
  PROJECT,
  startServer,
  submit,
  temporaryFolder,
  untilFinal,
  waitFor,
} from "../harness.ts";

afterAll(cleanUp);

const LINES = 3_000;

/** Prints a part, waits to be told to go on, prints the rest. */
const script = `
i=0
while [ $i -lt ${LINES} ]; do
  printf '\\033[3%dmstep %d\\033[0m of ${LINES}\\n' $((i % 8)) $i
  i=$((i + 1))
  if [ $i -eq 1000 ]; then while [ ! -e go-on ]; do sleep 0.1; done; fi
done
`;

/** `ops logs`, with what it has printed so far. */
function follow(home: string, host: string, uuid: string): { text: () => string; ended: Promise<number | null> } {
  const env = { PATH: process.env["PATH"] ?? "", HOME: home, POLYAXON_HOST: host };
  const child = spawn(process.execPath, [CLI, "ops", "logs", "-uid", uuid, "-p", PROJECT], {
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (more: string) => (text += more));
  return { text: () => text, ended: new Promise((done) => child.on("close", done)) };
}

it("a log that is followed comes exactly once, through a server that is killed meanwhile", async () => {
  const folder = temporaryFolder("live-logs");
  const dataDir = join(folder, "data");
  const first = await startServer({ dataDir });
  await createProject(first);
  writeFileSync(join(folder, "loud.sh"), script);
  const uuid = await submit(first, {
    folder,
    yaml: "version: 1.1\nkind: component\nrun: {kind: job, container: {command: [sh, loud.sh]}}\n",
  });
  const followers = [follow(folder, first.url, uuid), follow(folder, first.url, uuid)];
  await waitFor("the followers to be at the first part's end", () =>
    followers.every(({ text }) => text().includes("step 999\u001b")),
  );
  await first.kill("SIGKILL");
  const second = await startServer({ dataDir, port: first.port });
  followers.push(follow(folder, second.url, uuid));
  writeFileSync(join(folder, "go-on"), "");
  expect((await untilFinal(second, uuid)).status).toBe("succeeded");

  const expected = Array.from({ length: LINES }, (_, i) => `\u001b[3${i % 8}mstep ${i}\u001b[0m of ${LINES}\n`).join(
    "",
  );
  for (const { ended, text } of followers) {
    expect(await ended).toBe(0);
    expect(text() === expected, `${text().split("\n").length - 1} lines`).toBe(true);
  }
  const ask = async (...args: string[]) =>
    (await polyaxon(["ops", "logs", "-uid", uuid, "-p", PROJECT, ...args], { host: second.url })).stdout;
  // Colours stand between what is sought, and come back with what is found.
  expect(await ask("--grep", "step 2999 of")).toBe(`\u001b[37mstep 2999\u001b[0m of ${LINES}\n`);
  expect((await ask("--regex", "--grep", "^step 1\\d\\d of")).split("\n")).toHaveLength(101);
  expect((await ask("--tail", "2", "--no-follow")).split("\n")).toHaveLength(3);
  await second.kill("SIGTERM");
});

// Submits a sweep, waits for its end, and reads the leaderboard. Needs a server (npx polyaxon server).
import { choice, component, connect, grid, input, job, NotFoundError, operation } from "polyaxon";

const train = component({
  name: "descend",
  inputs: [input("lr", "float"), input("steps", "int", { value: 20 })],
  run: job({
    container: {
      // Where the job starts: on this machine, so that train.mjs is found. Elsewhere: polyaxon run -u.
      workingDir: import.meta.dirname,
      command: ["node", "train.mjs"],
      args: "{{ params.as_args }}",
    },
  }),
});
const sweep = operation({
  name: "rates",
  component: train,
  matrix: grid({ params: { lr: choice([0.01, 0.1, 0.4]) }, concurrency: 3 }),
});

const client = connect();
const project = "sdk";
await client.projects.get(project).catch(async (error) => {
  if (!(error instanceof NotFoundError)) throw error;
  await client.projects.create({ name: project });
});

const runs = client.runs(project);
const { uuid } = await runs.create({ content: sweep, managed_by: "agent", name: "rates", tags: ["example"] });
console.log(`submitted ${uuid}`);
const ended = await runs.untilFinished(uuid, {
  pollMs: 250,
  signal: AbortSignal.timeout(300_000),
  onStatus: (status) => console.log(status),
});
if (ended.status !== "succeeded") process.exitCode = 1;

const best = await runs.list({ query: `pipeline:${uuid}, status:succeeded`, sort: "metrics.loss", limit: 3 });
for (const { inputs, outputs } of best.results) console.log("loss", outputs?.loss, "with lr", inputs?.lr);

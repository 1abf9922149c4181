// A run that nobody submitted: this process is it, and reports while it works. Then it is read back.
import { writeFileSync } from "node:fs";
import { connect, tracking } from "polyaxon";

tracking.init({ project: "sdk", name: "by-hand", tags: ["example"] });
tracking.logParams({ start: 100 });
let value = 100;
for (let step = 1; step <= 10; step += 1) {
  value /= 2;
  tracking.logMetric("value", value, { step });
}
writeFileSync(tracking.outputsPath("result.txt"), `${value}\n`);
tracking.logOutputs({ value });
await tracking.end();

const uuid = tracking.runUuid;
const runs = connect().runs("sdk");
const run = await runs.get(uuid);
console.log(run.name, run.status, "with value", run.outputs?.value);
const file = await runs.files.download(uuid, "outputs/result.txt");
console.log(`its file says ${(await new Response(file.body).text()).trim()}`);

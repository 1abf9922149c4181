// One trial: gradient descent on (x - 3)^2, from 0. Params come as --name=value, results go to the run.
import { tracking } from "polyaxon";

const options = process.argv.slice(2).map((text) => text.replace(/^--/, "").split("="));
const { lr, steps } = Object.fromEntries(options.map(([name, value]) => [name, Number(value)]));

tracking.init();
let x = 0;
for (let step = 1; step <= steps; step += 1) {
  x -= lr * 2 * (x - 3);
  tracking.logMetrics({ loss: (x - 3) ** 2 }, { step });
}
tracking.logOutputs({ x });
await tracking.end();

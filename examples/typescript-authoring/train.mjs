// Fits a line to the speed of sound in air (m/s) at eight temperatures (tens of degrees Celsius), by gradient descent.
import { parseArgs } from "node:util";
import { tracking } from "polyaxon";

const { values } = parseArgs({ options: { lr: { type: "string" }, steps: { type: "string" } } });
const lr = Number(values.lr);
const steps = Number(values.steps);

const temperatures = [-2, -1, 0, 1, 2, 3, 4, 5];
const speeds = [318.9, 325.4, 331.3, 337.3, 343.2, 349.0, 354.7, 360.3];

tracking.init();
tracking.logParams({ lr, steps });
let slope = 0;
let level = 330;
let loss = Number.POSITIVE_INFINITY;
for (let step = 0; step <= steps; step += 1) {
  const errors = temperatures.map((temperature, index) => slope * temperature + level - speeds[index]);
  loss = errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length;
  const mean = (of) => of.reduce((sum, value) => sum + value, 0) / of.length;
  slope -= lr * mean(errors.map((error, index) => error * temperatures[index]));
  level -= lr * mean(errors);
  if (step % 20 === 0) tracking.logMetrics({ loss, slope }, { step });
}
tracking.logOutputs({ loss, slope });
console.log(`sound is ${(slope / 10).toFixed(3)} m/s faster for each degree; loss ${loss.toFixed(4)}`);

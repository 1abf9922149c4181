// Trains one small network on the training rows and scores it on the validation rows. It never reads the test rows.
//   node train.mjs --lr=0.1 --hidden=64 --epochs=30 --batch=32 --l2=0.0001 --seed=1
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { tracking } from "polyaxon";
import { loadDigits, loadSplit } from "./digits.mjs";
import { createNetwork, createOptimiser, evaluate, networkToJson } from "./network.mjs";
import { seededRandom, shuffle } from "./random.mjs";

const params = readParams({ lr: 0.1, hidden: 64, epochs: 30, batch: 32, l2: 0.0001, momentum: 0.9, seed: 1 });
tracking.init({ name: "digits" });
tracking.logParams(params);

const digits = loadDigits();
const train = loadSplit("train");
const validation = loadSplit("validation");
const random = seededRandom(params.seed);
const network = createNetwork(params.hidden, random);
const step = createOptimiser(network, digits, params);

let score = { loss: Number.NaN, accuracy: 0 };
for (let epoch = 1; epoch <= params.epochs; epoch++) {
  shuffle(train, random);
  // The rate falls along half a cosine, so that the last epochs settle.
  const rate = params.lr * 0.5 * (1 + Math.cos((Math.PI * (epoch - 1)) / params.epochs));
  let trainLoss = 0;
  for (let start = 0; start < train.length; start += params.batch) {
    const rows = train.slice(start, start + params.batch);
    trainLoss += (step(rows, rate) * rows.length) / train.length;
  }
  score = evaluate(network, digits, validation);
  tracking.logMetrics({ train_loss: trainLoss, val_loss: score.loss, val_accuracy: score.accuracy }, { step: epoch });
  if (epoch % 10 === 0 || epoch === params.epochs) {
    const shown = [trainLoss, score.loss, score.accuracy].map((value) => value.toFixed(4));
    tracking.log(
      `epoch ${epoch}: train loss ${shown[0]}, validation loss ${shown[1]}, validation accuracy ${shown[2]}`,
    );
  }
}

const modelPath = tracking.outputsPath("model.json");
writeFileSync(modelPath, JSON.stringify({ params, val_accuracy: score.accuracy, ...networkToJson(network) }));
tracking.logModel(modelPath, { framework: "plain" });
tracking.logOutputs({ val_accuracy: score.accuracy });
await tracking.end();

/** `--name=value` for each default's name, as numbers. */
function readParams(defaults) {
  const options = Object.fromEntries(Object.keys(defaults).map((name) => [name, { type: "string" }]));
  const { values } = parseArgs({ options });
  const read = Object.entries(defaults).map(([name, value]) => [
    name,
    values[name] === undefined ? value : Number(values[name]),
  ]);
  for (const [name, value] of read) {
    const whole = !["lr", "l2", "momentum"].includes(name);
    if (!Number.isFinite(value) || value < 0 || (whole && !Number.isInteger(value))) {
      console.error(`--${name}: expected a ${whole ? "whole " : ""}number, found ${String(values[name])}`);
      process.exit(2);
    }
  }
  return Object.fromEntries(read);
}

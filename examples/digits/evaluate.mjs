// Scores one trained model on the test rows. The winner is chosen on validation before this runs; whoever compares several models on the
// test rows chooses on them, and the figure no longer says what to expect of new images. So this takes exactly one model.
//   node evaluate.mjs --model=path/to/model.json
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { tracking } from "polyaxon";
import { loadDigits, loadSplit } from "./digits.mjs";
import { evaluate, networkFromJson } from "./network.mjs";

const { values, positionals } = parseArgs({
  options: { model: { type: "string", multiple: true } },
  allowPositionals: true,
});
const models = [...(values.model ?? []), ...positionals];
if (models.length !== 1) {
  console.error(
    `expected exactly one --model, found ${models.length}: the test rows are for the one winner, chosen on validation`,
  );
  process.exit(2);
}

const json = readModel(models[0]);
const network = networkFromJson(json);
tracking.init({ name: "digits-test" });
tracking.logParams({ ...json.params, model: models[0] });

const digits = loadDigits();
const validation = evaluate(network, digits, loadSplit("validation"));
const test = evaluate(network, digits, loadSplit("test"));
tracking.logMetrics({ test_loss: test.loss });
tracking.logOutputs({ test_accuracy: test.accuracy, val_accuracy: validation.accuracy });
tracking.log(`validation accuracy ${validation.accuracy.toFixed(4)}, test accuracy ${test.accuracy.toFixed(4)}`);
await tracking.end();

function readModel(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    console.error(`--model: expected a model.json that train.mjs wrote: ${error.message}`);
    process.exit(2);
  }
}

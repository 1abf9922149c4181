import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { loss: { type: "string" }, slope: { type: "string" } } });
console.log(`found a slope of ${Number(values.slope).toFixed(1)} with a loss of ${Number(values.loss).toFixed(3)}`);

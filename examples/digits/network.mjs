import { CLASSES, PIXELS } from "./digits.mjs";
import { normal } from "./random.mjs";

/** One hidden layer with ReLU, softmax on top. Weights lie row by row: one row for each unit of the layer. */
export function createNetwork(hidden, random) {
  const layer = (units, inputs) =>
    Float64Array.from({ length: units * inputs }, () => normal(random) * Math.sqrt(2 / inputs));
  return {
    hidden,
    w1: layer(hidden, PIXELS),
    b1: new Float64Array(hidden),
    w2: layer(CLASSES, hidden),
    b2: new Float64Array(CLASSES),
  };
}

const WEIGHTS = ["w1", "b1", "w2", "b2"];

/** Reads what `networkToJson` wrote. */
export function networkFromJson(json) {
  const sizes = { w1: json.hidden * PIXELS, b1: json.hidden, w2: CLASSES * json.hidden, b2: CLASSES };
  for (const name of WEIGHTS) {
    if (json[name]?.length !== sizes[name])
      throw new Error(`model: expected ${sizes[name]} numbers in ${name}, found ${json[name]?.length}`);
  }
  return { hidden: json.hidden, ...Object.fromEntries(WEIGHTS.map((name) => [name, Float64Array.from(json[name])])) };
}

export function networkToJson(network) {
  const rounded = WEIGHTS.map((name) => [name, Array.from(network[name], (value) => Number(value.toPrecision(7)))]);
  return { hidden: network.hidden, ...Object.fromEntries(rounded) };
}

/** Fills `active` (hidden layer) and `chance` (one probability for each digit) for the image that starts at `offset`. */
function forward(network, pixels, offset, active, chance) {
  const { hidden, w1, b1, w2, b2 } = network;
  for (let unit = 0; unit < hidden; unit++) {
    let sum = b1[unit];
    for (let i = 0, w = unit * PIXELS; i < PIXELS; i++, w++) sum += w1[w] * pixels[offset + i];
    active[unit] = sum > 0 ? sum : 0;
  }
  let highest = Number.NEGATIVE_INFINITY;
  for (let digit = 0; digit < CLASSES; digit++) {
    let sum = b2[digit];
    for (let unit = 0, w = digit * hidden; unit < hidden; unit++, w++) sum += w2[w] * active[unit];
    chance[digit] = sum;
    if (sum > highest) highest = sum;
  }
  let total = 0;
  for (let digit = 0; digit < CLASSES; digit++) total += chance[digit] = Math.exp(chance[digit] - highest);
  for (let digit = 0; digit < CLASSES; digit++) chance[digit] /= total;
}

/** Mean cross-entropy and share of right answers on some rows. */
export function evaluate(network, { pixels, labels }, rows) {
  const active = new Float64Array(network.hidden);
  const chance = new Float64Array(CLASSES);
  let loss = 0;
  let right = 0;
  for (const row of rows) {
    forward(network, pixels, row * PIXELS, active, chance);
    loss -= Math.log(Math.max(chance[labels[row]], 1e-12));
    if (chance.indexOf(Math.max(...chance)) === labels[row]) right += 1;
  }
  return { loss: loss / rows.length, accuracy: right / rows.length };
}

/**
 * Stochastic gradient descent with momentum. Returns a function that takes one step on a batch of rows and answers its mean loss.
 * @param l2 weight decay, applied to weights and not to biases
 */
export function createOptimiser(network, { pixels, labels }, { momentum, l2 }) {
  const { hidden, w2 } = network;
  const zeros = () => Object.fromEntries(WEIGHTS.map((name) => [name, new Float64Array(network[name].length)]));
  const gradient = zeros();
  const velocity = zeros();
  const active = new Float64Array(hidden);
  const chance = new Float64Array(CLASSES);

  function addGradient(row) {
    const offset = row * PIXELS;
    forward(network, pixels, offset, active, chance);
    const loss = -Math.log(Math.max(chance[labels[row]], 1e-12));
    chance[labels[row]] -= 1; // Now the gradient of the loss by the last layer's sums.
    for (let digit = 0; digit < CLASSES; digit++) {
      gradient.b2[digit] += chance[digit];
      for (let unit = 0, w = digit * hidden; unit < hidden; unit++, w++) gradient.w2[w] += chance[digit] * active[unit];
    }
    for (let unit = 0; unit < hidden; unit++) {
      if (active[unit] === 0) continue;
      let back = 0;
      for (let digit = 0; digit < CLASSES; digit++) back += chance[digit] * w2[digit * hidden + unit];
      gradient.b1[unit] += back;
      for (let i = 0, w = unit * PIXELS; i < PIXELS; i++, w++) gradient.w1[w] += back * pixels[offset + i];
    }
    return loss;
  }

  return (rows, learningRate) => {
    let loss = 0;
    for (const row of rows) loss += addGradient(row);
    for (const name of WEIGHTS) {
      const weights = network[name];
      const decay = name.startsWith("w") ? l2 : 0;
      for (let i = 0; i < weights.length; i++) {
        velocity[name][i] =
          momentum * velocity[name][i] - learningRate * (gradient[name][i] / rows.length + decay * weights[i]);
        weights[i] += velocity[name][i];
      }
      gradient[name].fill(0);
    }
    return loss / rows.length;
  };
}

/**
 * How much each column explains of a target: extremely randomised regression trees, the mean decrease of squared error.
 *
 * @param columns one array for each feature, all as long as `target`; finite numbers
 * @param random  uniform in [0, 1)
 * @returns a share for each column; they sum to 1, or are all 0 when no split helps
 * @see     Geurts, Ernst and Wehenkel 2006, "Extremely randomized trees" (Machine Learning 63), with K = all features
 *          and trees grown until their leaves are pure
 */
export async function extraTreesImportance(
  columns: readonly (readonly number[])[],
  target: readonly number[],
  options: { readonly trees: number; readonly random: () => number },
): Promise<number[]> {
  const total = columns.map(() => 0);
  for (let tree = 0; tree < options.trees; tree += 1) {
    const gains = growTree(columns, target, options.random);
    const sum = gains.reduce((all, gain) => all + gain, 0);
    if (sum > 0) gains.forEach((gain, column) => (total[column] = (total[column] ?? 0) + gain / sum));
    // A tree takes milliseconds; other requests come between two of them.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const sum = total.reduce((all, gain) => all + gain, 0);
  return sum === 0 ? total : total.map((gain) => gain / sum);
}

function growTree(
  columns: readonly (readonly number[])[],
  target: readonly number[],
  random: () => number,
): readonly number[] {
  const gains = columns.map(() => 0);
  const waiting: number[][] = [target.map((_, row) => row)];
  for (let rows = waiting.pop(); rows !== undefined; rows = waiting.pop()) {
    const error = squaredError(rows, target);
    if (rows.length < 2 || error <= 1e-12) continue;
    const best = bestOfRandomSplits(columns, target, rows, error, random);
    if (best === null) continue;
    gains[best.column] = (gains[best.column] ?? 0) + best.gain;
    waiting.push(best.left, best.right);
  }
  return gains;
}

interface Split {
  readonly column: number;
  readonly gain: number;
  readonly left: number[];
  readonly right: number[];
}

/** One random threshold for each column that varies here; the one that takes away most error. Null: none varies. */
function bestOfRandomSplits(
  columns: readonly (readonly number[])[],
  target: readonly number[],
  rows: readonly number[],
  error: number,
  random: () => number,
): Split | null {
  let best: Split | null = null;
  columns.forEach((values, column) => {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const row of rows) {
      const value = values[row] ?? 0;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (!(high > low)) return;
    const threshold = low + random() * (high - low);
    const left: number[] = [];
    const right: number[] = [];
    for (const row of rows) ((values[row] ?? 0) <= threshold ? left : right).push(row);
    if (left.length === 0 || right.length === 0) return;
    const gain = error - squaredError(left, target) - squaredError(right, target);
    if (best === null || gain > best.gain) best = { column, gain, left, right };
  });
  return best;
}

function squaredError(rows: readonly number[], target: readonly number[]): number {
  let sum = 0;
  for (const row of rows) sum += target[row] ?? 0;
  const mean = sum / rows.length;
  let error = 0;
  for (const row of rows) error += ((target[row] ?? 0) - mean) ** 2;
  return error;
}

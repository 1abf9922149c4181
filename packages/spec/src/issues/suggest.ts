/**
 * The candidate that the author most likely meant, or null when none is near. Case and underscores do not count, so `hub_ref`
 * finds `hubRef`; otherwise up to a third of the letters may differ.
 */
export function suggest(word: string, candidates: Iterable<string>): string | null {
  if (word.length > 64) return null;
  const wanted = fold(word);
  let best: string | null = null;
  let work = 0;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    work += 1 + (Math.abs(wanted.length - candidate.length) >= bestDistance ? 0 : wanted.length * candidate.length);
    if (work > MOST_WORK) break;
    const distance = editDistance(wanted, fold(candidate), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Steps of comparing letters, a few milliseconds: where there are very many long names, the first of them are looked at. */
const MOST_WORK = 500_000;

const fold = (word: string): string => word.replaceAll(/[_-]/g, "").toLowerCase();

/**
 * Edits between two words (insert, delete, replace, swap of neighbours), given up at `limit`. Only as far from the diagonal as fewer
 * edits than that lead.
 */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  const width = b.length + 1;
  const far = limit;
  let [beforeLast, last, row] = [0, 1, 2].map(() => new Uint16Array(width).fill(far)) as [Row, Row, Row];
  for (let j = 0; j <= Math.min(b.length, limit); j++) last[j] = j;
  for (let i = 1; i <= a.length; i++) {
    const from = Math.max(1, i - limit + 1);
    const to = Math.min(b.length, i + limit - 1);
    row[from - 1] = from === 1 ? Math.min(i, far) : far;
    for (let j = from; j <= to; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + (same ? 0 : 1), far);
      if (i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1))
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row[j] = cost;
    }
    // The next row looks one further to the right.
    if (to < b.length) row[to + 1] = far;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return last[b.length]!;
}

type Row = Uint16Array<ArrayBuffer>;

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

/** Edits between two words (insert, delete, replace, swap of neighbours), given up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}

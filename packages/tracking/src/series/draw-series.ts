import { bucketOf, type ChartLine, type ChartWindow, LineCollector } from "./chart-lines.ts";
import { mergeParts } from "./merge-parts.ts";
import type { PartSource } from "./part-source.ts";
import { NODE_POINTS, nodeAt, type PartNodes } from "./series-part.ts";

/**
 * The line of one series in a window: its points where they are few, else exactly the min, max, first and last value of each
 * bucket. Points are ordered by step, then by arrival; of a step that several attempts have, the last attempt's points count.
 *
 * Where a part overlaps no other, its nodes answer for all buckets that hold them whole, and only what lies on a border is
 * read. Where parts overlap (a retried run, steps that go back) their points are merged, a piece at a time.
 */
export async function drawSeries(parts: readonly PartSource[], window: ChartWindow): Promise<ChartLine> {
  const collector = new LineCollector(window);
  const inside = parts.filter(
    ({ points, stepMin, stepMax }) => points > 0 && stepMax >= window.from && stepMin <= window.to,
  );
  const groups = overlapping(inside);
  collector.expect(certainPoints(groups, window));
  for (const [at, group] of groups.entries()) {
    // What is read ahead is kept by its part; what goes wrong there is told when its turn comes.
    groups[at + AHEAD]?.[0]?.nodes().catch(() => {});
    const [only] = group;
    if (only !== undefined && group.length === 1) await drawPart(only, window, collector);
    else for await (const { steps, values } of mergeParts(group, window)) collector.addPoints(steps, values);
  }
  return collector.line();
}

/** At least so many points will come: all of parts that lie inside the window and overlap no other. */
function certainPoints(groups: readonly (readonly PartSource[])[], { from, to }: ChartWindow): number {
  let points = 0;
  for (const [only, ...others] of groups)
    if (only !== undefined && others.length === 0 && only.stepMin >= from && only.stepMax <= to) points += only.points;
  return points;
}

/** Parts whose nodes are read before their turn. */
const AHEAD = 6;

/** Groups of parts by step; parts of different groups share no step. */
function overlapping(parts: readonly PartSource[]): readonly (readonly PartSource[])[] {
  const groups: PartSource[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const part of parts.toSorted((a, b) => a.stepMin - b.stepMin || a.arrival - b.arrival)) {
    const group = part.stepMin <= end ? groups.at(-1) : undefined;
    if (group === undefined) groups.push([part]);
    else group.push(part);
    end = Math.max(end, part.stepMax);
  }
  return groups;
}

/** A part whose borders are so many is read at once. */
const READ_WHOLE = 4;

async function drawPart(part: PartSource, window: ChartWindow, collector: LineCollector): Promise<void> {
  const nodes = await part.nodes();
  if (needsPoints(nodes, window) * READ_WHOLE > nodes.count) {
    const { steps, values } = await part.read(0, part.points);
    collector.addPoints(steps, values);
    return;
  }
  for (let index = 0; index < nodes.count; index += 1) {
    const node = nodeAt(nodes, index);
    if (node.stepLast < window.from || node.stepFirst > window.to) continue;
    const from = index * NODE_POINTS;
    const to = Math.min(part.points, from + NODE_POINTS);
    if (isInOneBucket(node.stepFirst, node.stepLast, window) && collector.takesNode(to - from)) {
      collector.addNode(node);
      continue;
    }
    const { steps, values } = await part.read(from, to);
    collector.addPoints(steps, values);
  }
}

function needsPoints(nodes: PartNodes, window: ChartWindow): number {
  let count = 0;
  for (let index = 0; index < nodes.count; index += 1) {
    const { stepFirst, stepLast } = nodeAt(nodes, index);
    if (stepLast < window.from || stepFirst > window.to) continue;
    if (!isInOneBucket(stepFirst, stepLast, window)) count += 1;
  }
  return count;
}

const isInOneBucket = (first: number, last: number, window: ChartWindow): boolean =>
  first >= window.from && last <= window.to && bucketOf(window, first) === bucketOf(window, last);

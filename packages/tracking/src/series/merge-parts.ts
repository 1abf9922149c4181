import type { ChartWindow } from "./chart-lines.ts";
import { type PartSource, READ_POINTS, type StepValues } from "./part-source.ts";
import { NODE_POINTS, nodeAt } from "./series-part.ts";

/**
 * The points of parts that overlap, in the order of their steps and then of their arrival; of a step that several attempts
 * have, only the last attempt's. Of each part at most `READ_POINTS` are held, and parts are opened when their steps come.
 */
export async function* mergeParts(
  parts: readonly PartSource[],
  window: Pick<ChartWindow, "from" | "to">,
): AsyncGenerator<StepValues> {
  const waiting = parts.toSorted((a, b) => b.stepMin - a.stepMin);
  const heap: Cursor[] = [];
  let out = new Piece();
  for (;;) {
    for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
      if (heap[0] !== undefined && next.stepMin > heap[0].step) break;
      waiting.pop();
      const cursor = await Cursor.open(next, window.from);
      if (cursor !== null) push(heap, cursor);
    }
    const top = heap[0];
    if (top === undefined || top.step > window.to) break;
    // All that have this step come next, the last attempt first.
    const { step, attempt } = top;
    while (heap[0] !== undefined && heap[0].step === step) {
      const cursor = heap[0];
      while (cursor.step === step) {
        if (cursor.attempt === attempt) out.add(step, cursor.value);
        if (out.isFull) {
          yield out.points();
          out = new Piece();
        }
        if (!cursor.advance() && !(await cursor.more())) break;
      }
      if (cursor.isOver) pop(heap);
      else sink(heap);
    }
  }
  yield out.points();
}

class Piece {
  readonly #steps = new Float64Array(READ_POINTS);
  readonly #values = new Float64Array(READ_POINTS);
  #length = 0;

  get isFull(): boolean {
    return this.#length === READ_POINTS;
  }

  add(step: number, value: number): void {
    this.#steps[this.#length] = step;
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  points(): StepValues {
    return { steps: this.#steps.subarray(0, this.#length), values: this.#values.subarray(0, this.#length) };
  }
}

/** Where the merge stands in one part. */
class Cursor {
  readonly attempt: number;
  readonly arrival: number;
  readonly #part: PartSource;
  #readTo: number;
  #piece: StepValues = { steps: new Float64Array(), values: new Float64Array() };
  #at = 0;
  step = Number.POSITIVE_INFINITY;
  isOver = false;

  private constructor(part: PartSource, from: number) {
    this.#part = part;
    this.attempt = part.attempt;
    this.arrival = part.arrival;
    this.#readTo = from;
  }

  /** At the first point whose step is not below `fromStep`; null when there is none. */
  static async open(part: PartSource, fromStep: number): Promise<Cursor | null> {
    const nodes = await part.nodes();
    let node = 0;
    while (node < nodes.count && nodeAt(nodes, node).stepLast < fromStep) node += 1;
    const cursor = new Cursor(part, Math.min(part.points, node * NODE_POINTS));
    if (!(await cursor.more())) return null;
    while (cursor.step < fromStep) if (!cursor.advance() && !(await cursor.more())) return null;
    return cursor;
  }

  get value(): number {
    return this.#piece.values[this.#at] as number;
  }

  /** False when the piece in memory is at its end. */
  advance(): boolean {
    this.#at += 1;
    const step = this.#piece.steps[this.#at];
    if (step === undefined) return false;
    this.step = step;
    return true;
  }

  /** Reads on. False at the end of the part. */
  async more(): Promise<boolean> {
    if (this.#readTo >= this.#part.points) {
      this.isOver = true;
      this.step = Number.POSITIVE_INFINITY;
      return false;
    }
    const to = Math.min(this.#part.points, this.#readTo + READ_POINTS);
    this.#piece = await this.#part.read(this.#readTo, to);
    this.#readTo = to;
    this.#at = 0;
    this.step = this.#piece.steps[0] as number;
    return true;
  }
}

/** By step; of one step the last attempt first, and of that the parts as they arrived. */
const before = (a: Cursor, b: Cursor): boolean =>
  a.step !== b.step ? a.step < b.step : a.attempt !== b.attempt ? a.attempt > b.attempt : a.arrival < b.arrival;

function push(heap: Cursor[], cursor: Cursor): void {
  heap.push(cursor);
  for (let at = heap.length - 1; at > 0;) {
    const parent = (at - 1) >> 1;
    if (!before(heap[at] as Cursor, heap[parent] as Cursor)) return;
    swap(heap, at, parent);
    at = parent;
  }
}

function pop(heap: Cursor[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  heap[0] = last;
  sink(heap);
}

function sink(heap: Cursor[]): void {
  for (let at = 0; ;) {
    let least = at;
    for (const child of [2 * at + 1, 2 * at + 2])
      if (child < heap.length && before(heap[child] as Cursor, heap[least] as Cursor)) least = child;
    if (least === at) return;
    swap(heap, at, least);
    at = least;
  }
}

function swap(heap: Cursor[], a: number, b: number): void {
  const kept = heap[a] as Cursor;
  heap[a] = heap[b] as Cursor;
  heap[b] = kept;
}

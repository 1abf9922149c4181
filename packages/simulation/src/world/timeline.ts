/** Something that can be killed: from then on nothing that it waited for happens to it. */
export interface Process {
  readonly name: string;
  alive: boolean;
}

/** After so many events the event loop turns. */
const BREATH = 1_000;

interface Event {
  readonly at: number;
  readonly seq: number;
  readonly owner: Process | null;
  callback: (() => void) | null;
}

/** Simulated time: events in the order of their instants, then of their making. */
export class Timeline {
  readonly #heap: Event[] = [];
  #seq = 0;
  /** Milliseconds since the world began. */
  now = 0;
  events = 0;

  /** Calls back once, unless the owner dies or the answer is called before. */
  after(ms: number, owner: Process | null, callback: () => void): () => void {
    this.#seq += 1;
    const event: Event = { at: this.now + Math.max(0, Math.ceil(ms)), seq: this.#seq, owner, callback };
    this.#push(event);
    return () => {
      event.callback = null;
    };
  }

  /** Never resolves when the owner dies. */
  pause(ms: number, owner: Process | null): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, owner, resolve);
    });
  }

  /** Lets the next event happen, and everything that follows from it at once. False when nothing is to come. */
  async step(): Promise<boolean> {
    const event = this.#pop();
    if (event === undefined) return false;
    const { callback } = event;
    if (callback === null || event.owner?.alive === false) return true;
    this.now = event.at;
    this.events += 1;
    callback();
    await (this.events % BREATH === 0 ? loopTurned() : settled());
    return true;
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let at = heap.push(event) - 1;
    for (let up = (at - 1) >> 1; at > 0 && isBefore(event, heap[up]); at = up, up = (at - 1) >> 1) {
      heap[at] = heap[up] as Event;
      heap[up] = event;
    }
  }

  #pop(): Event | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const least = isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
      if (!isBefore(heap[least], last)) return first;
      heap[at] = heap[least] as Event;
      heap[least] = last;
      at = least;
    }
  }
}

const isBefore = (a: Event | undefined, b: Event | undefined): boolean =>
  a !== undefined && (b === undefined || a.at < b.at || (a.at === b.at && a.seq < b.seq));

/** When every microtask that can run has run: a turn of the event loop, which asks the kernel for news, costs as much as the event. */
const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
/** The same, and whoever else lives in this process has had its turn. */
const loopTurned = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

import type { CompiledQuery } from "kysely";
import type { TogetherCall } from "../statement.ts";

/** Calls of one statement, to be sent as one. */
export interface Step {
  readonly query: CompiledQuery;
  readonly together: TogetherCall | null;
  /** By what they name, see `Together.by`. */
  readonly calls: Map<string, Call>;
}

export interface Call {
  params: TogetherCall["params"];
  /** Whoever waits for its answer. */
  readonly answer: Promise<readonly unknown[]>;
  readonly resolve: (rows: readonly unknown[]) => void;
  readonly reject: (error: unknown) => void;
}

/** One work's statements: each comes after those that it called before. */
export interface Lane {
  /** Number of the step that its newest statement is in. */
  last: number;
}

/** A work within another: it comes after what that has called so far. */
export const laneWithin = ({ last }: Lane): Lane => ({ last });

/** The end of a work within another, which goes on after it. */
export function joinLane(outer: Lane, { last }: Lane): void {
  outer.last = Math.max(outer.last, last);
}

/**
 * Statements that are called and not sent yet. A call joins an earlier step of the same statement when its lane allows:
 * works that do the same at the same time make as many steps as one of them would.
 */
export class Outgoing {
  #steps: Step[] = [];
  /** Number of the first of `#steps`. */
  #first = 0;

  /** Resolves with what its step will answer for it. */
  add(lane: Lane, query: CompiledQuery, together: TogetherCall | null): Promise<readonly unknown[]> {
    const key = together === null ? "" : together.names.map((name) => String(together.params[name])).join("\n");
    if (together !== null) {
      for (let at = Math.max(lane.last - this.#first, 0); at < this.#steps.length; at += 1) {
        const step = this.#steps[at];
        if (step?.together === null || step?.query.sql !== query.sql) continue;
        const same = step.calls.get(key);
        if (same !== undefined && together.combine === null && changes(query)) continue;
        lane.last = this.#first + at;
        if (same === undefined) return put(step, key, together.params);
        if (together.combine !== null)
          same.params = together.combine(same.params as never, together.params as never) as TogetherCall["params"];
        return same.answer;
      }
    }
    const step: Step = { query, together, calls: new Map() };
    lane.last = this.#first + this.#steps.length;
    this.#steps.push(step);
    return put(step, key, together?.params ?? {});
  }

  /** All steps, in order; they count as sent from now on. */
  take(): readonly Step[] {
    const steps = this.#steps;
    this.#first += steps.length;
    this.#steps = [];
    return steps;
  }
}

const changes = ({ query }: CompiledQuery): boolean => query.kind !== "SelectQueryNode";

function put(step: Step, key: string, params: TogetherCall["params"]): Promise<readonly unknown[]> {
  let resolve: Call["resolve"] = () => {};
  let reject: Call["reject"] = () => {};
  const answer = new Promise<readonly unknown[]>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  step.calls.set(key, { params, answer, resolve, reject });
  return answer;
}

import type { AttemptCalls } from "../src/remote/attempt-calls.ts";
import { ServerProblem } from "../src/remote/server-problem.ts";

/** The server's side of an attempt's files, in memory, with the promises of its routes. */
export interface MemoryCalls extends AttemptCalls {
  readonly files: Map<string, Buffer>;
  /** What was asked that changes anything: `append path +n` and `put path n`. */
  readonly changes: string[];
  /** Runs around each change: throw before or after it to lose a request or its answer. */
  around: (change: () => Promise<void>) => Promise<void>;
}

export function memoryCalls(): MemoryCalls {
  const files = new Map<string, Buffer>();
  const self: MemoryCalls = {
    files,
    changes: [],
    around: (change) => change(),
    list: async () => [...files].map(([path, bytes]) => ({ path, size: bytes.length })),
    async read(path, from) {
      const bytes = files.get(path);
      if (bytes === undefined) return null;
      const start = "tail" in from ? Math.max(0, bytes.length - from.tail) : from.offset;
      return { bytes: bytes.subarray(start, start + 8), length: bytes.length };
    },
    append: (path, bytes, { keep, length }) =>
      self.around(async () => {
        const found = files.get(path) ?? Buffer.alloc(0);
        if (found.length !== length) throw new ServerProblem("elsewhere", "not so long", { length: found.length });
        files.set(path, Buffer.concat([found.subarray(0, keep), bytes]));
        self.changes.push(`append ${path} +${bytes.byteLength}`);
      }),
    putWhole: (path, body, length) =>
      self.around(async () => {
        const chunks: Uint8Array[] = [];
        if (body instanceof Uint8Array) chunks.push(body);
        else for await (const chunk of body) chunks.push(chunk);
        const bytes = Buffer.concat(chunks);
        if (bytes.length !== length) throw new ServerProblem("refused", "not the length that was stated");
        files.set(path, bytes);
        self.changes.push(`put ${path} ${length}`);
      }),
  };
  return self;
}

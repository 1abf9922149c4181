/** An event as a client gets it. */
export interface Received {
  readonly event: string;
  readonly id: string | null;
  readonly data: unknown;
}

export interface EventsOfServer extends AsyncIterable<Received> {
  readonly type: string | null;
  /** The next event; rejects when the stream ends first. */
  next(): Promise<Received>;
  /** Reads on, and resolves when the server has ended the stream. */
  untilEnded(): Promise<void>;
  close(): void;
}

/** Reads a stream of events as a browser would, heartbeats left out. */
export async function openEvents(url: string, headers: Record<string, string> = {}): Promise<EventsOfServer> {
  const hangUp = new AbortController();
  const answer = await fetch(url, { headers, signal: hangUp.signal });
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status} ${await answer.text()}`);
  const body = answer.body as AsyncIterable<Uint8Array> | null;
  if (body === null) throw new Error("an answer without a body");
  const events = received(body);
  return {
    type: answer.headers.get("content-type"),
    async untilEnded() {
      while ((await events.next()).done !== true);
    },
    close: () => hangUp.abort(),
    async next() {
      const step = await events.next();
      if (step.done === true) throw new Error("the stream has ended");
      return step.value;
    },
    [Symbol.asyncIterator]: () => events,
  };
}

async function* received(body: AsyncIterable<Uint8Array>): AsyncGenerator<Received> {
  const decoder = new TextDecoder();
  let kept = "";
  for await (const chunk of body) {
    kept += decoder.decode(chunk, { stream: true });
    const blocks = kept.split("\n\n");
    kept = blocks.pop() ?? "";
    for (const block of blocks) {
      const field = (name: string): string | undefined =>
        block
          .split("\n")
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2);
      const event = field("event");
      if (event !== undefined)
        yield { event, id: field("id") ?? null, data: JSON.parse(field("data") ?? "null") as unknown };
    }
  }
}

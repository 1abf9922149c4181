/** A server-sent event: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation */
export interface ServerEvent {
  readonly event: string;
  /** Where to go on after it; null when the event has none. */
  readonly id: string | null;
  readonly data: string;
}

/** Longest event: a batch of log lines is at most about 256 KiB, a single line less than twice that. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/** Reads events from the bytes of an answer until they end. Comments, which keep the connection alive, come as null. */
export async function* readEvents(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent | null> {
  const decoder = new TextDecoder();
  let pieces: string[] = [];
  let kept = 0;
  let fields = { ...EMPTY, data: [] as string[] };
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true });
    let from = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", from)) {
      const line = (pieces.join("") + text.slice(from, end)).replace(/\r$/, "");
      from = end + 1;
      pieces = [];
      kept = 0;
      if (line === "") {
        if (fields.data.length > 0) yield { event: fields.event, id: fields.id, data: fields.data.join("\n") };
        fields = { ...EMPTY, data: [] };
      } else if (line.startsWith(":")) yield null;
      else take(fields, line);
    }
    kept += text.length - from;
    if (kept > MOST_CHARACTERS)
      throw new Error(`an event of more than ${MOST_CHARACTERS} characters: this is no event stream of ours`);
    pieces.push(text.slice(from));
  }
}

const EMPTY = { event: "message", id: null as string | null };

function take(fields: { event: string; id: string | null; data: string[] }, line: string): void {
  const colon = line.indexOf(":");
  const name = colon === -1 ? line : line.slice(0, colon);
  const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
  if (name === "data") fields.data.push(value);
  else if (name === "event") fields.event = value;
  else if (name === "id") fields.id = value;
}

import type { SecretForms } from "./secret-forms.ts";

/** Longest piece of one line. */
export const LONGEST_PIECE_BYTES = 64 * 1024;

/**
 * Receives a line of output, or a piece of one: `bytes[from, to)`, without the line break, valid only during the call.
 * Positional, because it is called a million times a second.
 * @param end byte offset in the raw output just after the piece and its line break
 * @param eol false when no line break followed: the piece was cut for its length or for a pause, or the output ended
 * @param secret whether an injected secret may be in it
 */
export type TakePiece = (bytes: Buffer, from: number, to: number, end: number, eol: boolean, secret: boolean) => void;

/**
 * Cuts raw output into lines as it arrives, in chunks of any size. Never cuts a UTF-8 character, nor an injected secret (half
 * of it would escape the mask). Keeps at most one piece in memory.
 */
export interface LineCutter {
  push(chunk: Buffer, take: TakePiece): void;
  /** What stands after the last line break, as far as it may be cut; with `final`, all of it. */
  flush(final: boolean, take: TakePiece): void;
  /** Offset in the raw output of the first byte that waits for the rest of its line; null when none does. */
  pendingFrom(): number | null;
}

/** @param offset where in the raw output the first chunk begins */
export function createLineCutter(offset: number, secrets: SecretForms): LineCutter {
  let kept: Buffer = Buffer.alloc(0);
  /** Offset of the first kept byte. */
  let base = offset;

  function cut(bytes: Buffer, final: boolean, partial: boolean, take: TakePiece): void {
    const secret = secrets.occursIn(bytes);
    const begin = base;
    let from = 0;
    for (;;) {
      const lineBreak = bytes.indexOf(0x0a, from);
      const lineEnd = lineBreak === -1 ? bytes.length : lineBreak;
      while (lineEnd - from > LONGEST_PIECE_BYTES) {
        const to = safeCut(bytes, from, from + LONGEST_PIECE_BYTES);
        take(bytes, from, to, begin + to, false, secret);
        from = to;
      }
      if (lineBreak === -1) break;
      take(bytes, from, lineBreak, begin + lineBreak + 1, true, secret);
      from = lineBreak + 1;
    }
    if (partial && from < bytes.length) {
      const to = final ? bytes.length : cutBeforeOpenEnd(bytes, from, bytes.length);
      if (to > from) take(bytes, from, to, begin + to, false, secret);
      from = to;
    }
    kept = Buffer.from(bytes.subarray(from));
    base = begin + from;
  }

  /** At most `limit`, and more than `from` even when everything in between belongs together. */
  function safeCut(bytes: Buffer, from: number, limit: number): number {
    const to = cutBeforeOpenEnd(bytes, from, limit);
    return to > from ? to : limit;
  }

  function cutBeforeOpenEnd(bytes: Buffer, from: number, limit: number): number {
    const whole = limit - openCharacter(bytes, from, limit);
    return whole - secrets.openTail(bytes.subarray(from, whole));
  }

  return {
    push: (chunk, take) => cut(kept.length === 0 ? chunk : Buffer.concat([kept, chunk]), false, false, take),
    flush: (final, take) => cut(kept, final, true, take),
    pendingFrom: () => (kept.length === 0 ? null : base),
  };
}

/** How many bytes before `limit` begin a UTF-8 character that needs more bytes than there are. */
function openCharacter(bytes: Buffer, from: number, limit: number): number {
  for (let back = 1; back <= 3 && limit - back >= from; back++) {
    const byte = bytes[limit - back] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 && byte < 0xf8 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return byte < 0xf8 && length > back ? back : 0;
  }
  return 0;
}

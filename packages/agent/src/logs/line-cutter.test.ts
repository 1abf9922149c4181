import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLineCutter, type LineCutter, LONGEST_PIECE_BYTES, type TakePiece } from "./line-cutter.ts";
import { secretForms } from "./secret-forms.ts";

const none = secretForms([]);

interface Piece {
  readonly value: string;
  readonly end: number;
  readonly eol: boolean;
}

function cutAll(chunks: readonly Buffer[], secrets = none, offset = 0): Piece[] {
  const cutter = createLineCutter(offset, secrets);
  return [...chunks.flatMap((chunk) => pushed(cutter, chunk, secrets)), ...flushed(cutter, true, secrets)];
}

const pushed = (cutter: LineCutter, chunk: Buffer, secrets = none): Piece[] =>
  collected(secrets, (take) => cutter.push(chunk, take));
const flushed = (cutter: LineCutter, final: boolean, secrets = none): Piece[] =>
  collected(secrets, (take) => cutter.flush(final, take));

function collected(secrets: typeof none, cut: (take: TakePiece) => void): Piece[] {
  const pieces: Piece[] = [];
  cut((bytes, from, to, end, eol, secret) => {
    const text = bytes.toString("utf8", from, to);
    pieces.push({ value: secret ? secrets.mask(text) : text, end, eol });
  });
  return pieces;
}

const joined = (pieces: readonly Piece[]): string =>
  pieces.map(({ value, eol }) => (eol ? `${value}\n` : value)).join("");

function chunked(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let from = 0;
  for (const size of sizes) {
    chunks.push(bytes.subarray(from, from + size));
    from += size;
  }
  return [...chunks, bytes.subarray(from)];
}

describe("the line cutter", () => {
  it("gives each line with the offset after its line break", () => {
    expect(cutAll([Buffer.from("one\ntwo\n")])).toEqual([
      { value: "one", end: 4, eol: true },
      { value: "two", end: 8, eol: true },
    ]);
  });

  it("counts offsets from where the output was left", () => {
    expect(cutAll([Buffer.from("a\n")], none, 100)).toEqual([{ value: "a", end: 102, eol: true }]);
  });

  it("gives the same pieces however the output is chunked, and loses no byte of text", () => {
    const text = fc
      .array(fc.constantFrom("a", "é", "€", "𝄞", "\n", "\r", "\0", " "))
      .map((characters) => characters.join(""));
    fc.assert(
      fc.property(text, fc.array(fc.nat(7), { maxLength: 20 }), (output, sizes) => {
        const bytes = Buffer.from(output);
        const pieces = cutAll(chunked(bytes, sizes));
        expect(pieces).toEqual(cutAll([bytes]));
        expect(joined(pieces)).toBe(output);
        expect(pieces.at(-1)?.end ?? 0).toBe(bytes.length);
      }),
    );
  });

  it("never cuts a character, neither for length nor for a pause", () => {
    const long = `x${"€".repeat(LONGEST_PIECE_BYTES)}`;
    const pieces = cutAll(chunked(Buffer.from(long), [10, 70_000, 1]));
    expect(pieces.length).toBeGreaterThan(2);
    for (const piece of pieces) expect(piece.value).not.toContain("\ufffd");
    expect(joined(pieces)).toBe(long);

    const cutter = createLineCutter(0, none);
    expect(pushed(cutter, Buffer.from([0x61, 0xe2, 0x82]))).toEqual([]);
    expect(flushed(cutter, false)).toEqual([{ value: "a", end: 1, eol: false }]);
    expect(pushed(cutter, Buffer.from([0xac, 0x0a]))).toEqual([{ value: "€", end: 5, eol: true }]);
  });

  it("splits a line at 64 KiB and remembers where the line ended", () => {
    const pieces = cutAll([Buffer.from(`${"x".repeat(LONGEST_PIECE_BYTES + 1)}\n`)]);
    expect(pieces.map(({ value, end, eol }) => [value.length, end, eol])).toEqual([
      [LONGEST_PIECE_BYTES, LONGEST_PIECE_BYTES, false],
      [1, LONGEST_PIECE_BYTES + 2, true],
    ]);
  });

  it("passes bytes that are no text as replacement characters, at their true offsets", () => {
    expect(cutAll([Buffer.from([0xff, 0xfe, 0x0a, 0x80, 0x61])])).toEqual([
      { value: "\ufffd\ufffd", end: 3, eol: true },
      { value: "\ufffda", end: 5, eol: false },
    ]);
  });

  it("I8: masks a secret although chunks, pauses or the length limit fall inside it", () => {
    const secret = "s3cr3t-token-value";
    const secrets = secretForms([secret]);
    const bytes = Buffer.from(`before ${secret} after\n${"x".repeat(LONGEST_PIECE_BYTES - 5)}${secret}`);
    for (const at of [3, 9, 15, 24]) expect(joined(cutAll(chunked(bytes, [at]), secrets))).not.toContain("s3cr");

    const cutter = createLineCutter(0, secrets);
    const pieces = [
      ...pushed(cutter, Buffer.from(`token ${secret.slice(0, 6)}`), secrets),
      ...flushed(cutter, false, secrets),
    ];
    expect(pieces).toEqual([{ value: "token ", end: 6, eol: false }]);
    expect(pushed(cutter, Buffer.from(`${secret.slice(6)}\n`), secrets)).toMatchObject([{ value: "***", eol: true }]);
  });
});

/** What is left of pieces whose first bytes are written. Empty when all of them are. */
export function unwritten(pieces: readonly Uint8Array[], written: number): readonly Uint8Array[] {
  let left = written;
  for (const [at, piece] of pieces.entries()) {
    if (left < piece.byteLength) return [piece.subarray(left), ...pieces.slice(at + 1)];
    left -= piece.byteLength;
  }
  return [];
}

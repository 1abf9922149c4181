/** Bytes that are not what they should be; the message may be shown to whoever sent them. */
export class SeriesFormatError extends Error {
  override readonly name = "SeriesFormatError";
}

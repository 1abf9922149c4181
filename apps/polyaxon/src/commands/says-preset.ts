/** Whether a file says by itself that it is a preset, which needs no version, kind or component. */
export const saysPreset = (bytes: Uint8Array): boolean =>
  SIGN.test(new TextDecoder().decode(bytes.subarray(0, MOST_BYTES)));

const SIGN = /(?:^|[{,]\s*)["']?is_?preset["']?\s*:\s*(?:true|yes|on)\b/im;
/** A preset is a page; what is larger says it at its beginning or is none. */
const MOST_BYTES = 100_000;

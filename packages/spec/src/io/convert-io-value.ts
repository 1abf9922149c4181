import type { IO } from "../schema/io.ts";
export type IoResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };
export function convertIoValue(_io: IO, value: unknown): IoResult {
  return { ok: true, value };
}

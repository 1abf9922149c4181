import fc from "fast-check";
import { expect, it } from "vitest";
import { unwritten } from "./unwritten.ts";

it("what is left of pieces is what was not written, however they were cut", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 5 })), fc.nat(30), (pieces, most) => {
      const all = Buffer.concat(pieces);
      const written = Math.min(most, all.length);
      const rest = unwritten(pieces, written);
      expect(Buffer.concat(rest)).toEqual(all.subarray(written));
      if (written === all.length) expect(rest).toEqual([]);
    }),
  );
});

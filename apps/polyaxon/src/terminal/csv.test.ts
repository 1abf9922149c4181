import { expect, it } from "vitest";
import { csvRecord } from "./csv.ts";

it("has numbers in full, texts as they are, nothing for what is not there, and quotes around what would break a record", () => {
  expect(csvRecord([0.1 + 0.2, true, null, undefined, "plain", 'a "b", c\nd', ["x", 1]])).toBe(
    '0.30000000000000004,true,,,plain,"a ""b"", c\nd","[""x"",1]"\n',
  );
});

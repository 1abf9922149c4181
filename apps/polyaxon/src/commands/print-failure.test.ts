import picocolors from "picocolors";
import { expect, it } from "vitest";
import { printFailure } from "./print-failure.ts";

it("a failure's message is broken between words, under its first one", () => {
  let text = "";
  const out = {
    isTerminal: true,
    colors: picocolors.createColors(false),
    width: () => 30,
    write: (part: string) => void (text += part),
    drained: () => Promise.resolve(),
  };
  printFailure(out, [{ type: "failed", reason: "CommandNotFound", message: "The command was not found in PATH" }], []);
  expect(text).toBe("cause: it could not be started\n       The command was not\n       found in PATH\n");
});

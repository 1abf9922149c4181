import { describe, expect, it } from "vitest";
import { wrapHint } from "./wrap-hint.ts";

describe("a hint in a narrow terminal", () => {
  it("is broken before and after a command, never inside, so that it can be copied", () => {
    const hint = "or name another: export POLYAXON_HOST=http://HOST:PORT (for good: polyaxon config set --host ...)";
    expect(wrapHint(hint, 60)).toEqual([
      "or name another: export POLYAXON_HOST=http://HOST:PORT (for",
      "good: polyaxon config set --host ...)",
    ]);
  });

  it("gives a command that is wider than the terminal a line of its own, with what stands before it", () => {
    const command = "POLYAXON_DATABASE_URL=... npx polyaxon admin restore FILE --artifacts-dir FOLDER";
    expect(wrapHint(`into Postgres: ${command}`, 40)).toEqual(["into Postgres:", command]);
    expect(wrapHint(command, 40)).toEqual([command]);
  });

  it("wraps the words of a sentence that only names a command", () => {
    expect(wrapHint("after polyaxon init a folder remembers the run that was submitted last", 20)).toEqual([
      "after polyaxon init",
      "a folder remembers",
      "the run that was",
      "submitted last",
    ]);
  });

  it("is as it was where it fits", () => {
    expect(wrapHint("stop it first: polyaxon ops stop -uid 5", 60)).toEqual([
      "stop it first: polyaxon ops stop -uid 5",
    ]);
  });
});

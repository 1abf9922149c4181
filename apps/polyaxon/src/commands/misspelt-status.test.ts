import { expect, it } from "vitest";
import { misspeltStatuses } from "./misspelt-status.ts";

it.each([
  ["status:succeded", ['no status is called "succeded": did you mean succeeded?']],
  ["kind:job, (status:~ runing | failed OR name:x)", ['no status is called "runing": did you mean running?']],
  ["status:failed or status:quued AND kind:job", ['no status is called "quued": did you mean queued?']],
  ["status:done", ['no status is called "done": did you mean succeeded|failed|stopped|skipped?']],
  ["status:xyzzy", [expect.stringMatching(/^no status is called "xyzzy": there are created, .*, unknown$/)]],
])("names the status that was meant by %j", (query, expected) => {
  expect(misspeltStatuses(query)).toEqual(expected);
});

it.each(["status:failed|upstream_failed", "status:~nil", "status:_any_", "params.status:succeded", "name:status", ""])(
  "has nothing to say of %j",
  (query) => {
    expect(misspeltStatuses(query)).toEqual([]);
  },
);

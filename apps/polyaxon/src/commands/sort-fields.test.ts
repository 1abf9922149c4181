import { describe, expect, it } from "vitest";
import { checkedSort, PROJECT_SORTS, RUN_SORTS } from "./sort-fields.ts";
import { runCli } from "./testing/run-cli.ts";

describe("what a list is sorted by", () => {
  it.each(["-metrics.val/top-1.acc,created_at", " - name , uuid", "params.lr,"])("may be %j", (text) => {
    expect(checkedSort(text, RUN_SORTS)).toBe(text);
  });

  it.each(["foo", "created_at,accuracy", "metrics", "status.x"])("may not be %j", (text) => {
    expect(() => checkedSort(text, RUN_SORTS)).toThrow(/^cannot sort by/);
  });

  it("is refused before anything is sent, with the fields there are", async () => {
    const { code, said } = await runCli(["ops", "ls", "-s", "-accuracy"]);
    expect([code, said.split("\n")]).toEqual([
      2,
      [
        'cannot sort by "accuracy"',
        expect.stringMatching(/^fields: created_at, .*, user, metrics\.NAME, params\.NAME$/),
        "a metric or a param is written metrics.accuracy, params.accuracy",
      ],
    ]);
    expect(() => checkedSort("kind", PROJECT_SORTS)).toThrow('cannot sort by "kind"');
  });
});

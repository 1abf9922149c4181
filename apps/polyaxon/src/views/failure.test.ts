import { describe, expect, it } from "vitest";
import { failureOf } from "./failure.ts";
import { whyWaiting } from "./why-waiting.ts";

describe("why a run failed", () => {
  it("names the class of cause and the exit code", () => {
    const conditions = [
      { type: "running", reason: "AgentLogger" },
      { type: "failed", reason: "CommandNotFound", message: "python3.99: not found (exit code 127)" },
    ];
    expect(failureOf(conditions)).toEqual({
      cause: "it could not be started",
      exitCode: 127,
      message: "python3.99: not found (exit code 127)",
    });
  });

  it("keeps a reason it does not know", () => {
    expect(failureOf([{ type: "failed", reason: "SomethingNew", meta_info: { exit_code: 9 } }])).toEqual({
      cause: "SomethingNew",
      exitCode: 9,
      message: null,
    });
  });

  it("says nothing about a run that did not fail", () => {
    expect(failureOf([{ type: "succeeded" }])).toBeNull();
  });
});

describe("why a run is not running", () => {
  it("is its hold, before anything else", () => {
    expect(whyWaiting({ status: "compiled", pending: "approval" }, [])).toBe("held until somebody approves it");
  });

  it("carries the server's own words", () => {
    const conditions = [{ type: "queued", message: "3 runs ahead of it" }];
    expect(whyWaiting({ status: "queued" }, conditions)).toBe(
      "queued: waits for a free slot of an agent (3 runs ahead of it)",
    );
  });

  it("is that no agent will take it, where that is so", () => {
    const conditions = [{ type: "queued", message: "3 runs ahead of it" }];
    expect(whyWaiting({ status: "queued" }, conditions, "no agent is connected")).toBe("queued: no agent is connected");
    expect(whyWaiting({ status: "queued", pending: "approval" }, [], "no agent is connected")).toContain("approves");
  });

  it("is nothing for a run that runs", () => {
    expect(whyWaiting({ status: "running" }, [])).toBeNull();
  });
});

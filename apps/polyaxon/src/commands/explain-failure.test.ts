import { ApiError, createClient, ServerFaultError } from "@polyaxon/client";
import { describe, expect, it } from "vitest";
import { explainFailure } from "./explain-failure.ts";

const call = { method: "GET", path: "/api/v1/default/digits/runs" };

describe("what is said of a server that answers with a fault", () => {
  it("during an outage of its database: what it waits for, and that it goes on by itself", () => {
    const away = "The database db:5432/plx cannot be reached: it refused the connection.";
    expect(explainFailure(new ServerFaultError(503, "store-unreachable", [away], call))).toEqual({
      code: 1,
      messages: [`the server cannot answer now (503): ${away}`],
      hints: ["it waits for its database and goes on by itself when that answers; nothing has to be restarted"],
    });
  });

  it("when too much is asked of it at once: that it may succeed later", () => {
    const { hints } = explainFailure(new ServerFaultError(503, "busy", ["Too many points are on their way."], call));
    expect(hints).toEqual(["the same may succeed later: try again in a moment"]);
  });

  it("that is none of ours: what it did", () => {
    expect(explainFailure(new ApiError(301, null, ["the server sends POST requests to https://b/"], call))).toEqual({
      code: 1,
      messages: ["the server sends POST requests to https://b/"],
      hints: [],
    });
  });

  it("when it failed: that its log has the reason", () => {
    expect(explainFailure(new ServerFaultError(500, "internal", ["It failed."], call))).toEqual({
      code: 1,
      messages: ["the server failed on GET /api/v1/default/digits/runs: It failed."],
      hints: ["its log has the reason"],
    });
  });
});

it("a token that no header can hold is the caller's to mend, and is not shown", () => {
  try {
    createClient({ host: "http://localhost", token: "hush\nhush" });
    expect.unreachable();
  } catch (error) {
    const { code, messages } = explainFailure(error);
    expect([code, messages]).toEqual([2, [expect.stringMatching(/^token: expected one line/)]]);
  }
});

import { describe, expect, it } from "vitest";
import { readSettings } from "./settings.ts";

const uuid = "0123456789abcdef0123456789abcdef";
const instance = `me.digits.runs.${uuid}`;

describe("readSettings", () => {
  it("is managed inside a run, files under the artifacts root", () => {
    expect(
      readSettings(
        { POLYAXON_RUN_INSTANCE: instance, POLYAXON_ARTIFACTS_ROOT: "/a", POLYAXON_TRACKING_SPOOL: "/s" },
        {},
        "local",
      ),
    ).toEqual({
      mode: "managed",
      folder: `/a/${uuid}`,
      spool: "/s",
      uuid,
    });
    expect(readSettings({ POLYAXON_RUN_INSTANCE: instance, POLYAXON_ARTIFACTS_ROOT: "/a" }, {}, "local")).toMatchObject(
      {
        spool: `/a/${uuid}/.tracking/spool.jsonl`,
      },
    );
  });

  it("is off under POLYAXON_NO_OP, whatever else is set", () => {
    expect(
      readSettings({ POLYAXON_NO_OP: "true", POLYAXON_RUN_INSTANCE: instance, POLYAXON_ARTIFACTS_ROOT: "/a" }, {}, "l")
        .mode,
    ).toBe("off");
  });

  it("is offline when asked, under upstream's offline root", () => {
    expect(readSettings({ POLYAXON_IS_OFFLINE: "true", POLYAXON_OFFLINE_ROOT: "/o" }, {}, "local")).toMatchObject({
      mode: "offline",
      folder: "/o/runs/local",
    });
    expect(readSettings({}, { offline: true }, "local").mode).toBe("offline");
  });

  it.each([
    ["digits", "default", "digits"],
    ["me/digits", "me", "digits"],
    ["me.digits", "me", "digits"],
    ["me/team/digits", "me", "digits"],
  ])("else online: project %s", (project, owner, name) => {
    expect(readSettings({ POLYAXON_AUTH_TOKEN: "t" }, { project }, "local")).toMatchObject({
      mode: "online",
      server: {
        host: "http://localhost:8000",
        headers: { authorization: "Token t" },
        owner,
        project: name,
        uuid: null,
      },
    });
  });

  it("goes on with a run that exists when only its instance is known", () => {
    expect(readSettings({ POLYAXON_RUN_INSTANCE: instance }, {}, "local")).toMatchObject({
      mode: "online",
      server: { owner: "me", project: "digits", uuid },
    });
  });

  it("does not take a path for a run", () => {
    expect(
      readSettings({ POLYAXON_RUN_INSTANCE: "a.b.runs./etc", POLYAXON_ARTIFACTS_ROOT: "/a" }, {}, "local").mode,
    ).toBe("online");
  });
});

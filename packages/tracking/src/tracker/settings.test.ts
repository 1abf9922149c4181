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
        "/home/ann/solo",
      ),
    ).toEqual({
      mode: "managed",
      folder: `/a/${uuid}`,
      spool: "/s",
      uuid,
    });
    expect(
      readSettings({ POLYAXON_RUN_INSTANCE: instance, POLYAXON_ARTIFACTS_ROOT: "/a" }, {}, "local", "/home/ann/solo"),
    ).toMatchObject({
      spool: `/a/${uuid}/.tracking/spool.jsonl`,
    });
  });

  it("is off under POLYAXON_NO_OP, whatever else is set", () => {
    expect(
      readSettings(
        { POLYAXON_NO_OP: "true", POLYAXON_RUN_INSTANCE: instance, POLYAXON_ARTIFACTS_ROOT: "/a" },
        {},
        "l",
        "/home/ann/solo",
      ).mode,
    ).toBe("off");
  });

  it("is offline when asked, under upstream's offline root", () => {
    expect(
      readSettings({ POLYAXON_IS_OFFLINE: "true", POLYAXON_OFFLINE_ROOT: "/o" }, {}, "local", "/home/ann/solo"),
    ).toMatchObject({
      mode: "offline",
      folder: "/o/runs/local",
    });
    expect(readSettings({}, { offline: true }, "local", "/home/ann/solo").mode).toBe("offline");
  });

  it.each([
    ["digits", "default", "digits"],
    ["me/digits", "me", "digits"],
    ["me.digits", "me", "digits"],
    ["me/team/digits", "me", "digits"],
  ])("else online: project %s", (project, owner, name) => {
    expect(readSettings({ POLYAXON_AUTH_TOKEN: "t" }, { project }, "local", "/home/ann/solo")).toMatchObject({
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
    expect(readSettings({ POLYAXON_RUN_INSTANCE: instance }, {}, "local", "/home/ann/solo")).toMatchObject({
      mode: "online",
      server: { owner: "me", project: "digits", uuid },
    });
  });

  it("does not take a path for a run", () => {
    expect(
      readSettings(
        { POLYAXON_RUN_INSTANCE: "a.b.runs./etc", POLYAXON_ARTIFACTS_ROOT: "/a" },
        {},
        "local",
        "/home/ann/solo",
      ).mode,
    ).toBe("online");
  });

  it("keeps what no agent watches in a folder of this account", () => {
    const env = { HOME: "/home/ann", XDG_STATE_HOME: "/home/ann/.state" };
    const folderOf = (options: object): string => readSettings(env, options, "local", "/home/ann/solo").folder;
    expect(folderOf({})).toBe("/home/ann/.state/polyaxon/tracking/runs/local");
    expect(folderOf({ offline: true })).toBe("/home/ann/.state/polyaxon/tracking/offline/runs/local");
  });
});

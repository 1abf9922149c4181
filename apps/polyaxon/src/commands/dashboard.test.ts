import { afterEach, describe, expect, it } from "vitest";
import { programFor } from "../terminal/open-browser.ts";
import { apiStub } from "./testing/api-stub.ts";
import { runCli } from "./testing/run-cli.ts";
import { sampleRun, uuidOf } from "./testing/sample-runs.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const a = uuidOf("a");
const serve = async (hasDashboard: boolean): Promise<string> => {
  const stub = await apiStub(({ path }) => {
    if (path === "/ui/") return hasDashboard ? { body: {} } : undefined;
    return path === `/api/v1/orgs/default/runs/${a}` ? { body: sampleRun({ uuid: a }) } : undefined;
  });
  closers.push(() => stub.close());
  return stub.url;
};

describe("polyaxon ops dashboard", () => {
  it("opens the run's page when it was said beforehand, and only prints it where nobody can be asked", async () => {
    const host = await serve(true);
    const opened: string[] = [];
    const page = `${host}/ui/default/demo/runs/${a}/`;
    expect(await runCli(["ops", "dashboard", "-uid", a], { host, opened })).toMatchObject({ stdout: `${page}\n` });
    expect(opened).toEqual([]);
    expect(await runCli(["ops", "dashboard", "-uid", a, "-y"], { host, opened })).toMatchObject({ code: 0 });
    expect(opened).toEqual([page]);
    expect(await runCli(["dashboard", "-y"], { host })).toMatchObject({
      stdout: `${host}/ui/\n`,
      stderr: "there is no browser here to open it in\n",
    });
  });

  it("prints the address as browsers reach it", async () => {
    const host = await serve(false);
    const args = ["ops", "dashboard", "-uid", a, "--url"];
    const page = `default/demo/runs/${a}/`;
    expect((await runCli(args, { host })).stdout).toBe(`${host}/ui/${page}\n`);
    const named = await runCli([...args, "--public-url", "https://plx.example.org/"], { host });
    expect(named.stdout).toBe(`https://plx.example.org/ui/${page}\n`);
    const env = { POLYAXON_PUBLIC_URL: "https://other" };
    expect((await runCli(args, { host, env })).stdout).toBe(`https://other/ui/${page}\n`);
  });

  it("says so when the server has no pages, and what shows the same in the terminal", async () => {
    const host = await serve(false);
    const { code, said } = await runCli(["ops", "dashboard", "-uid", a, "-y"], { host });
    expect(code).toBe(1);
    expect(said).toContain(`serves no dashboard\nin the terminal: polyaxon ops get -uid ${a}\n`);
  });
});

describe("the program that opens a browser", () => {
  it("is the system's, where there is something to show it on", () => {
    expect(programFor("linux", {})).toBeNull();
    expect(programFor("linux", { WAYLAND_DISPLAY: "wayland-0" })).toBe("xdg-open");
    expect(programFor("darwin", {})).toBe("open");
  });
});

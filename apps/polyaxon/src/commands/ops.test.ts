import { afterEach, describe, expect, it } from "vitest";
import { type Answer, apiStub, type Received } from "./testing/api-stub.ts";
import { runCli } from "./testing/run-cli.ts";
import { pageOf, sampleRun, uuidOf } from "./testing/sample-runs.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
const serve = async (answer: (request: Received) => Answer) => {
  const stub = await apiStub(answer);
  closers.push(() => stub.close());
  return stub;
};

const a = sampleRun({ uuid: uuidOf("a"), name: "first", inputs: { lr: 0.1 }, outputs: { accuracy: 0.9 } });
const b = sampleRun({
  uuid: uuidOf("b"),
  name: "second",
  status: "running",
  finished_at: null,
  duration: null,
  inputs: { lr: 0.2 },
});

describe("polyaxon ops ls", () => {
  it("lists the runs of the project with their params and metrics", async () => {
    const { received, url } = await serve(({ path }) =>
      path === "/api/v1/default/demo/runs" ? { body: pageOf([a, b]) } : undefined,
    );
    const { code, stdout } = await runCli(["ops", "ls", "-p", "demo", "-q", "status:running"], { host: url });
    expect(code).toBe(0);
    expect(stdout.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
      ["uuid", "name", "kind", "status", "params", "accuracy", "created", "took"],
      [a.uuid, "first", "job", "succeeded", "lr=0.1", "0.9", "1h ago", "1m 00s"],
      [b.uuid, "second", "job", "running", "lr=0.2", "1h ago", "59m 59s"],
      [""],
    ]);
    expect(Object.fromEntries(received[0]!.query)).toEqual({
      limit: "20",
      sort: "-created_at",
      query: "status:running",
    });
  });

  it("names the status that was meant where none is called so", async () => {
    const { url } = await serve(() => ({ body: pageOf([]) }));
    const ls = (query: string, ...more: string[]) =>
      runCli(["ops", "ls", "-p", "demo", "-q", query, ...more], { host: url });
    expect(await ls("status:succeded")).toMatchObject({
      code: 0,
      stdout: "",
      stderr: 'no run matches\nno status is called "succeded": did you mean succeeded?\n',
    });
    expect((await ls("status:failed")).stderr).toBe("no run matches\n");
    expect((await ls("status:succeded", "-o", "json")).stderr).toBe("");
  });

  it("passes on what the server has to say: of a metric that no run has", async () => {
    const said = "no run of the project demo has metrics.los: did you mean metrics.loss?";
    const headers = { "X-Polyaxon-Notices": JSON.stringify([said]) };
    const { url } = await serve(() => ({ body: { ...pageOf([]), next: null }, headers }));
    const ls = (...more: string[]) => runCli(["ops", "ls", "-p", "demo", ...more], { host: url });
    const asked = ["-q", "metrics.los:<1"];
    expect(await ls(...asked)).toMatchObject({ code: 0, stdout: "", stderr: `no run matches\n${said}\n` });
    expect((await ls(...asked, "--all")).stderr).toContain(said);
    const { stderr, stdout } = await ls(...asked, "-o", "json");
    expect([stderr, (JSON.parse(stdout) as { notices: string[] }).notices]).toEqual(["", [said]]);
  });

  it("reads all of them page by page, by cursor", async () => {
    const { received, url } = await serve(({ path, query }) => {
      if (path !== "/api/v1/default/demo/runs") return undefined;
      const isFirst = query.get("cursor") === "";
      const next = isFirst ? "http://elsewhere/api/v1/default/demo/runs?limit=500&cursor=c1" : null;
      return { body: { ...pageOf(isFirst ? [a] : [b]), count: null, next } };
    });
    const { code, stdout } = await runCli(["ops", "ls", "-p", "demo", "--all", "-o", "json"], { host: url });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ count: 2, next: null, results: [{ uuid: a.uuid }, { uuid: b.uuid }] });
    expect(received.map(({ query }) => query.get("cursor"))).toEqual(["", "c1"]);
  });

  it("names the nearest project when there is none of that name", async () => {
    const { url } = await serve(({ path }) =>
      path === "/api/v1/default/projects/list" ? { body: pageOf([{ name: "digits" }, { name: "other" }]) } : undefined,
    );
    const { code, said } = await runCli(["ops", "ls", "-p", "digit"], { host: url });
    expect(code).toBe(4);
    expect(said).toBe(
      'there is no project "digit"\ndid you mean "digits"?\ncreate it: polyaxon project create --name digit',
    );
  });

  it("says how to start a server when none answers", async () => {
    const stub = await apiStub(() => undefined);
    await stub.close();
    const { code, said } = await runCli(["ops", "ls", "-p", "demo"], { host: stub.url });
    expect(code).toBe(3);
    expect(said).toContain(
      `no server answers at ${stub.url} (ECONNREFUSED)\nstart one in another terminal: polyaxon server`,
    );
  });
});

describe("naming a run", () => {
  it.each(["aa", "aa…"])("takes the unique start of a uuid, also as a narrow table cuts it: %s", async (start) => {
    const { received, url } = await serve(({ path, query }) => {
      if (path.endsWith("/runs"))
        return { body: pageOf(query.get("query")?.startsWith("uuid:aa%") === true ? [a] : []) };
      if (path.endsWith(`/runs/${a.uuid}`)) return { body: a };
      return path.endsWith("/statuses")
        ? { body: { uuid: a.uuid, status: "succeeded", status_conditions: [] } }
        : undefined;
    });
    const { code, stdout } = await runCli(["ops", "get", "-uid", start, "-p", "demo"], { host: url });
    expect(code).toBe(0);
    expect(stdout).toContain(a.uuid);
    expect(received.map(({ method }) => method)).toEqual(["GET", "GET", "GET"]);
  });

  it("lists the uuids when the start fits several", async () => {
    const { url } = await serve(({ path }) => (path.endsWith("/runs") ? { body: pageOf([a, b]) } : undefined));
    const { code, said } = await runCli(["ops", "stop", "ab", "-p", "demo"], { host: url });
    expect([code, said]).toEqual([2, `ab is the start of more than one uuid\n${a.uuid}\n${b.uuid}`]);
  });

  it.each([
    [["ops", "get"], "name a run: its uuid, or the first digits of it"],
    [["ops", "get", "-uid", "nonsense"], '"nonsense" is not a run\'s uuid'],
  ])("%j is refused before anything is sent", async (args, message) => {
    const { code, said } = await runCli(args);
    expect([code, said.startsWith(message)]).toEqual([2, true]);
  });

  it("finds a full uuid in whatever project it is, and says when there is none", async () => {
    const { received, url } = await serve(() => undefined);
    const { code, said } = await runCli(["ops", "get", "-uid", uuidOf("c")], { host: url });
    expect([code, said]).toEqual([4, `there is no run ${uuidOf("c")}`]);
    expect(received[0]?.path).toBe(`/api/v1/orgs/default/runs/${uuidOf("c")}`);
  });
});

describe("polyaxon ops get", () => {
  it("shows why a run failed: cause, exit code and the last log lines, made safe", async () => {
    const failed = sampleRun({ uuid: uuidOf("f"), status: "failed" });
    const { url } = await serve(({ path }) => {
      if (path.includes("/orgs/")) return { body: failed };
      if (path.endsWith("/logs"))
        return { body: { logs: [{ value: "Traceback\u001b]0;x\u0007" }, { value: "ValueError" }], last_time: null } };
      const condition = { type: "failed", reason: "DeadlineExceeded", message: "ran longer than 60 s (exit code 143)" };
      return path.endsWith("/statuses")
        ? { body: { uuid: failed.uuid, status: "failed", status_conditions: [condition] } }
        : undefined;
    });
    const { stdout } = await runCli(["ops", "get", "-uid", failed.uuid], { host: url });
    expect(stdout).toContain("cause: it took longer than its timeout (exit code 143)");
    expect(stdout).toContain("last 2 log lines:\n  Traceback\n  ValueError\n");
  });
});

describe("a deleted run", () => {
  const deleted = sampleRun({ uuid: uuidOf("d"), live_state: -1 });
  const world = ({ path }: Received): Answer => {
    if (path.includes("/orgs/")) return { body: deleted };
    return path.endsWith("/statuses")
      ? { body: { uuid: deleted.uuid, status: "succeeded", status_conditions: [] } }
      : undefined;
  };

  it("is shown as deleted as long as its reference finds it", async () => {
    const { url } = await serve(world);
    expect((await runCli(["ops", "get", deleted.uuid], { host: url })).stdout).toMatch(/^state +deleted: its files/m);
  });

  it("is not deleted again", async () => {
    const { received, url } = await serve(world);
    const { stdout } = await runCli(["ops", "delete", deleted.uuid, "-y"], { host: url });
    expect(stdout).toBe(`run ${deleted.uuid} is deleted already; its files are being removed\n`);
    expect(received.map(({ method }) => method)).toEqual(["GET"]);
  });
});

describe("polyaxon ops logs", () => {
  const windows = [
    { lines: [{ value: "one" }, { value: "tw", eol: false }], cursor: "c1", done: false },
    { lines: [], cursor: "c1", done: false },
    { lines: [{ value: "o" }, { value: "\u001b[31mred\u001b[0m\u001b[2J" }], cursor: "c2", done: true },
  ];
  const logServer = () => {
    const rest = [...windows];
    return serve(({ path, query }) => {
      if (path.includes("/orgs/")) return { body: b };
      if (!path.endsWith("/logs/lines")) return undefined;
      const window = rest.shift();
      return { body: { ...window, asked: query.get("cursor") } };
    });
  };

  it("follows to the end and prints to a pipe what the run wrote", async () => {
    const { received, url } = await logServer();
    const { code, stdout } = await runCli(["ops", "logs", "-uid", b.uuid], { host: url });
    expect([code, stdout]).toEqual([0, "one\ntwo\n\u001b[31mred\u001b[0m\u001b[2J\n"]);
    const asked = received.filter(({ path }) => path.endsWith("/logs/lines"));
    expect(asked.map(({ query }) => query.get("cursor"))).toEqual([null, "c1", "c1"]);
  });

  it("follows by events where the server has them, and goes on from the last cursor after a break", async () => {
    const lines = (id: string, ...values: string[]) =>
      `event: lines\nid: ${id}\ndata: ${JSON.stringify({ lines: values.map((value) => ({ value })) })}\n\n`;
    const streams = [
      `retry: 1000\n\n${lines("c1", "one", "two")}:\n\n`,
      `${lines("c2", "three")}event: end\nid: c2\ndata: {"status":"succeeded"}\n\n`,
    ];
    const { received, url } = await serve(({ path }) => {
      if (path.includes("/orgs/")) return { body: b };
      return path.endsWith("/logs/follow") ? { events: streams.shift() ?? "" } : undefined;
    });
    const { code, stdout } = await runCli(["ops", "logs", "-uid", b.uuid], { host: url });
    expect([code, stdout]).toEqual([0, "one\ntwo\nthree\n"]);
    expect(received.slice(1).map(({ query }) => query.get("cursor"))).toEqual([null, "c1"]);
  });

  it("keeps colours but no cursor movement on a terminal", async () => {
    const { url } = await logServer();
    const { stdout } = await runCli(["ops", "logs", "-uid", b.uuid], { host: url, terminal: 80 });
    expect(stdout).toContain("\u001b[31mred\u001b[0m");
    expect(stdout).not.toContain("\u001b[2J");
  });

  it("ends at what there is with --no-follow", async () => {
    const { url } = await logServer();
    const { stdout } = await runCli(["ops", "logs", "-uid", b.uuid, "--no-follow"], { host: url });
    expect(stdout).toBe("one\ntw");
  });

  it("begins with the last lines with --tail, and goes on behind them", async () => {
    const { received, url } = await serve(({ path }) => {
      if (path.includes("/orgs/")) return { body: b };
      if (path.endsWith("/logs/range"))
        return { body: { lines: [{ value: "last", number: 9 }], total: 10, cursor: "c1" } };
      return path.endsWith("/logs/lines") ? { body: { lines: [], cursor: "c1", done: true } } : undefined;
    });
    const { stdout } = await runCli(["ops", "logs", "-uid", b.uuid, "--tail", "1", "--no-follow"], { host: url });
    expect(stdout).toBe("last\n");
    expect(received.slice(1).map(({ query }) => query.get("first") ?? query.get("cursor"))).toEqual(["-1", "c1"]);
    expect(await runCli(["ops", "logs", "-uid", b.uuid, "--tail", "x"], { host: url })).toMatchObject({ code: 2 });
  });

  it("prints what the server finds with --grep, page by page, colours and all", async () => {
    const pages = [
      { lines: [{ value: "\u001b[31mred\u001b[0m" }], cursor: "c1", done: false },
      { lines: [], cursor: "c2", done: false },
      { lines: [{ value: "no break", eol: false }], cursor: "c3", done: true },
    ];
    const { received, url } = await serve(({ path }) =>
      path.includes("/orgs/") ? { body: b } : path.endsWith("/logs/search") ? { body: pages.shift() } : undefined,
    );
    const { stdout } = await runCli(["ops", "logs", "-uid", b.uuid, "-i", "-E", "--grep", "r.d|b"], { host: url });
    expect(stdout).toBe("\u001b[31mred\u001b[0m\nno break\n");
    const asked = received
      .slice(1)
      .map(({ query }) => [query.get("pattern"), query.get("ignore_case"), query.get("cursor")]);
    expect(asked).toEqual([null, "c1", "c2"].map((cursor) => ["r.d|b", "true", cursor]));
    expect(await runCli(["ops", "logs", "-uid", b.uuid, "-E"], { host: url })).toMatchObject({
      code: 2,
      said: expect.stringContaining("name what to look for") as string,
    });
  });

  it("detaches at Ctrl-C and says that the run goes on", async () => {
    const { url } = await serve(({ path }) =>
      path.includes("/orgs/") ? { body: b } : { body: { lines: [], cursor: "c", done: false } },
    );
    const { code, stderr } = await runCli(["ops", "logs", "-uid", b.uuid], {
      host: url,
      onSleep: (_, interrupt) => interrupt(),
    });
    expect([code, stderr]).toEqual([130, expect.stringContaining("detached; the run goes on\n")]);
  });
});

describe("polyaxon ops statuses -w on a sweep", () => {
  const sweep = sampleRun({
    uuid: uuidOf("5"),
    name: "sweep",
    kind: "matrix",
    runtime: "grid",
    status: "running",
    finished_at: null,
    meta_info: { total: 2 },
  });

  const sweepServer = () => {
    let ended = false;
    const children = [
      sampleRun({ uuid: uuidOf("1"), inputs: { lr: 0.1 }, outputs: { val_loss: 0.5 } }),
      sampleRun({ uuid: uuidOf("2"), inputs: { lr: 0.2 }, outputs: { val_loss: 0.3 } }),
    ];
    return {
      end: () => (ended = true),
      answer: ({ path, query }: Received): Answer => {
        const now = ended
          ? { ...sweep, status: "succeeded", finished_at: "2026-11-22T12:00:02Z", duration: 3602 }
          : sweep;
        if (path.includes("/orgs/") || path.endsWith(`/runs/${sweep.uuid}`)) return { body: now };
        if (path.endsWith("/statuses"))
          return { body: { uuid: sweep.uuid, status: now.status, status_conditions: [] } };
        const asked = query.get("query") ?? "";
        const done = ended ? children : children.slice(0, 1);
        if (asked.includes("status:succeeded")) return { body: pageOf(done) };
        if (asked.includes("status:")) return { body: pageOf([]) };
        if (asked.includes("metrics.val_loss")) return { body: pageOf([...done].reverse()) };
        return { body: pageOf(children.slice(0, 2)) };
      },
    };
  };

  it("prints progress where nobody redraws, then the best runs", async () => {
    const world = sweepServer();
    const { url } = await serve(world.answer);
    const { code, stderr, stdout } = await runCli(["ops", "statuses", "-uid", sweep.uuid, "-w"], {
      host: url,
      onSleep: world.end,
    });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^1\/2 done, .*1 queued.*about 1h 00m left, best val_loss 0\.5  lr=0\.1/);
    expect(stderr).toMatch(/2\/2 done, .*best val_loss 0\.3  lr=0\.2/);
    expect(stdout.split("\n").map((line) => line.replace(/ +/g, " ").trim())).toEqual([
      "# uuid val_loss lr status took",
      `1 ${uuidOf("2")} 0.3 0.2 succeeded 1m 00s`,
      `2 ${uuidOf("1")} 0.5 0.1 succeeded 1m 00s`,
      "",
    ]);
    expect(stderr).toContain("✓ succeeded in 1h 00m");
  });

  it("detaches at Ctrl-C and says how to come back and how to stop it", async () => {
    const { url } = await serve(sweepServer().answer);
    const { code, stderr } = await runCli(["ops", "statuses", "-uid", sweep.uuid, "-w"], {
      host: url,
      terminal: 80,
      onSleep: (_, interrupt) => interrupt(),
    });
    expect(code).toBe(130);
    expect(stderr).toContain(`polyaxon ops statuses -uid ${sweep.uuid} -w`);
    expect(stderr).toContain(`polyaxon ops stop -uid ${sweep.uuid}`);
  });

  it("survives a server that is restarted", async () => {
    const world = sweepServer();
    let away = true;
    const { url } = await serve((request) =>
      away && !request.path.includes("/orgs/") ? { status: 503 } : world.answer(request),
    );
    const { code, stderr } = await runCli(["ops", "statuses", "-uid", sweep.uuid, "-w"], {
      host: url,
      onSleep: (count) => {
        if (count === 2) away = false;
        if (count > 2) world.end();
      },
    });
    expect(code).toBe(0);
    expect(stderr.match(/does not answer/g)).toHaveLength(1);
  });
});

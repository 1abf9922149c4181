import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Header, extract, pack } from "tar-stream";
import { buffer } from "node:stream/consumers";
import { createGzip } from "node:zlib";
import type { RunId } from "@polyaxon/orchestrator";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiUnderTest, apiUnderTest, runId } from "../../test/api-under-test.ts";

let api: ApiUnderTest;
let uuid: string;
beforeAll(async () => {
  api = await apiUnderTest({
    settings: { maxUploadBytes: 200_000, unpack: { maxEntries: 50, maxBytes: 1_000_000, maxRatio: 100 } },
  });
});
afterAll(() => api.close());
beforeEach(async () => {
  uuid = await api.newRun({ name: "tracked" });
});

const S = (path: string, run = uuid) => `/streams/v1/polyaxon/default/digits/runs/${run}/${path}`;
const put = (path: string, text: string) =>
  api.deps.artifacts.write(uuid, path, [Buffer.from(text)], { maxBytes: 1e8 });
const erase = (path: string) => api.call({ method: "DELETE", url: S(path) });

type FormPart = { name: string; fileName?: string; content: string | Buffer };

function upload(path: string, parts: readonly FormPart[], run = uuid) {
  const boundary = "----boundary";
  const chunks = parts.flatMap(({ name, fileName, content }) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${fileName === undefined ? "" : `; filename="${fileName}"`}\r\n${fileName === undefined ? "" : "Content-Type: text/plain\r\n"}\r\n`,
    ),
    Buffer.from(content),
    Buffer.from("\r\n"),
  ]);
  return api.call({
    method: "POST",
    url: S(path, run),
    // The two stray headers are what the Python command line really sends.
    headers: { "content-type": `multipart/form-data; boundary=${boundary}`, header_name: "x", header_value: "y" },
    payload: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
  });
}
const FILE_HEAD = 'Content-Disposition: form-data; name="upload_file"; filename="a"\r\n\r\n';
const FIELD_HEAD = 'Content-Disposition: form-data; name="json"\r\n\r\n';
const file = (fileName: string, content: string | Buffer): FormPart => ({ name: "upload_file", fileName, content });
const place = (json: unknown): FormPart => ({
  name: "json",
  content: typeof json === "string" ? json : JSON.stringify(json),
});

async function tarOf(entries: readonly (Partial<Header> & { name: string; content?: string })[]): Promise<Buffer> {
  const tar = pack();
  for (const { content, ...header } of entries) tar.entry(header, content ?? "");
  tar.finalize();
  return await buffer(tar.pipe(createGzip()));
}

async function members(archive: Buffer): Promise<string[]> {
  const tar = extract();
  tar.end(gunzipSync(archive));
  const names: string[] = [];
  for await (const entry of tar) {
    names.push(entry.header.name);
    entry.resume();
  }
  return names;
}

describe("uploading a file", () => {
  it.each([
    ["file first", (f: FormPart, p: FormPart) => [f, p]],
    ["place first", (f: FormPart, p: FormPart) => [p, f]],
  ])("puts it under its base name (%s)", async (_, order) => {
    const answer = await upload(
      "artifact",
      order(file("/home/ada/work/a.txt", "hello"), place({ untar: false, path: "outputs", overwrite: true })),
    );
    expect(answer).toMatchObject({ status: 200, text: "" });
    expect((await api.get(S("artifact?path=outputs/a.txt"))).text).toBe("hello");
  });

  it("puts it into the run's folder without a path, and keeps what is there when asked to", async () => {
    await upload("artifact", [file("C:\\work\\b.txt", "one"), place({ untar: false, path: "" })]);
    await upload("artifact", [file("b.txt", "two"), place({ untar: false, overwrite: false })]);
    expect((await api.get(S("artifact?path=b.txt"))).text).toBe("one");
  });

  it.each([
    ["a folder that climbs", [file("a", "x"), place({ path: "../other" })], 400],
    ["an absolute folder", [file("a", "x"), place({ path: "/etc" })], 400],
    ["a name that climbs", [file("..", "x"), place({})], 400],
    ["no name", [file("", "x"), place({})], 400],
    ["no file", [place({ path: "a" })], 400],
    ["a file under another part", [{ name: "other", fileName: "a", content: "x" }], 400],
    ["a place that is not JSON", [file("a", "x"), place("{")], 400],
    ["a place of another shape", [file("a", "x"), place({ path: 5 })], 400],
    ["two files", [file("a", "x"), file("b", "y")], 413],
    ["too many bytes", [file("a", "x".repeat(200_001)), place({})], 413],
    ["a field named __proto__", [file("a", "x"), { name: "__proto__", content: "{}" }], 400],
  ] as [string, FormPart[], number][])("refuses %s in plain text, and stores nothing", async (_, parts, status) => {
    const answer = await upload("artifact", parts);
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toContain("text/plain");
    expect((await api.get(S("artifacts/tree"))).body).toMatchObject({ files: {}, dirs: [] });
    expect(await readdir(join(api.folder, "artifacts", ".staging")).catch(() => [])).toEqual([]);
  });

  it.each([
    ["no boundary", "multipart/form-data", "x"],
    ["nothing of its boundary", "multipart/form-data; boundary=abc", "x".repeat(1000)],
    ["no end", "multipart/form-data; boundary=abc", `--abc\r\n${FILE_HEAD}half of i`],
    ["no end of a field", "multipart/form-data; boundary=abc", `--abc\r\n${FILE_HEAD}all\r\n--abc\r\n${FIELD_HEAD}{`],
  ])("refuses a form that has %s as the caller's mistake, and stores nothing", async (_, type, payload) => {
    const answer = await api.call({ method: "POST", url: S("artifact"), headers: { "content-type": type }, payload });
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.text).toMatch(/^the form cannot be read: /);
    expect((await api.get(S("artifacts/tree"))).body).toMatchObject({ files: {}, dirs: [] });
    expect(await readdir(join(api.folder, "artifacts", ".staging")).catch(() => [])).toEqual([]);
  });

  it("refuses what is no form, and a run that does not exist", async () => {
    expect((await api.post(S("artifact"), { a: 1 })).status).toBe(415);
    expect((await upload("artifact", [file("a", "x")], runId(0xffff))).status).toBe(404);
  });
});

describe("a run's own token", () => {
  it("changes the run's files, but not its logs: its agent writes those", async () => {
    await put("plxlogs/main-0.plx", "log");
    await put("outputs/a.txt", "a");
    const archive = await tarOf([{ name: "./plxlogs/main-0.plx", content: "forged" }]);
    try {
      api.as = { kind: "run", run: uuid as RunId, attempt: 0 };
      for (const path of ["plxlogs", "./plxlogs//", "PLXLOGS", "."])
        expect(await erase(`artifacts?path=${path}`)).toMatchObject({ status: 403 });
      expect((await erase("artifact?path=plxlogs/main-0.plx")).status).toBe(403);
      expect((await upload("artifact", [file("x", "1"), place({ path: "plxlogs" })])).status).toBe(403);
      expect((await upload("artifacts", [file("x", archive), place({ path: "plxlogs/deep" })])).status).toBe(403);
      expect((await upload("artifacts", [file("x", archive), place({ path: "/" })])).status).toBe(400);
      expect((await erase("artifacts?path=outputs")).status).toBe(204);
      expect((await upload("artifact", [file("b.txt", "b"), place({ path: "outputs" })])).status).toBe(200);
    } finally {
      api.as = { kind: "user", name: "ada", byToken: false };
    }
    expect((await api.get(S("artifacts/tree?path=plxlogs"))).body).toMatchObject({ files: { "main-0.plx": 3 } });
    expect(await readdir(join(api.folder, "artifacts", ".staging")).catch(() => [])).toEqual([]);
  });
});

describe("uploading a folder", () => {
  it("unpacks it, replacing the folder it names and merging into the run's own", async () => {
    await put("uploads/old.py", "old");
    await put("outputs/kept.txt", "kept");
    await upload("artifacts", [
      file("code.tar.gz", await tarOf([{ name: "train.py", content: "new" }])),
      place({ untar: true, path: "uploads" }),
    ]);
    expect((await api.get(S("artifacts/tree?path=uploads"))).body).toEqual({ files: { "train.py": 3 }, dirs: [] });
    await upload("artifacts", [
      place({ untar: true, path: "/" }),
      file("x.tar.gz", await tarOf([{ name: "outputs/more.txt", content: "m" }])),
    ]);
    expect((await api.get(S("artifacts/tree?path=outputs"))).body).toEqual({
      files: { "kept.txt": 4, "more.txt": 1 },
      dirs: [],
    });
  });

  it("keeps the archive as it is when asked to", async () => {
    await upload("artifacts", [
      file("x.tar.gz", await tarOf([{ name: "a", content: "1" }])),
      place({ untar: false, path: "in" }),
    ]);
    expect((await api.get(S("artifacts/tree?path=in"))).body).toMatchObject({
      files: { "x.tar.gz": expect.any(Number) as number },
    });
  });

  it.each([
    ["a member that climbs", { name: "../../evil", content: "x" }, 400],
    ["an absolute member", { name: "/evil", content: "x" }, 400],
    ["a link", { name: "l", type: "symlink" as const, linkname: "/etc/passwd" }, 400],
    ["a bomb", { name: "zeros", content: "\0".repeat(1_500_000) }, 413],
  ])("refuses an archive with %s, and writes none of it", async (_, member, status) => {
    const archive = await tarOf([{ name: "good", content: "x" }, member]);
    expect((await upload("artifacts", [file("x.tar.gz", archive), place({ path: "in" })])).status).toBe(status);
    expect((await api.get(S("artifacts/tree?path=in"))).body).toMatchObject({ error: expect.any(String) as string });
    expect(await readdir(join(api.folder, "artifacts", ".staging"))).toEqual([]);
  });

  it("refuses what is no archive", async () => {
    expect((await upload("artifacts", [file("x.tar.gz", "hello"), place({ path: "in" })])).status).toBe(400);
  });
});

describe("downloading", () => {
  it("sends a file with what a cache and a browser need to know", async () => {
    await put("outputs/a.txt", "0123456789");
    const whole = await api.get(S("artifact?path=outputs%2Fa.txt"));
    expect(whole).toMatchObject({ status: 200, text: "0123456789" });
    expect(whole.headers).toMatchObject({
      "content-length": "10",
      "content-type": "text/plain; charset=utf-8",
      "content-disposition": `inline; filename="a.txt"; filename*=UTF-8''a.txt`,
      "x-content-type-options": "nosniff",
      "content-security-policy": expect.stringContaining("sandbox") as string,
      "last-modified": expect.any(String) as string,
    });
    const etag = String(whole.headers["etag"]);
    expect(await api.call({ url: S("artifact?path=outputs/a.txt"), headers: { "if-none-match": etag } })).toMatchObject(
      { status: 304, text: "" },
    );
    const part = await api.call({ url: S("artifact?path=outputs/a.txt"), headers: { range: "bytes=2-4" } });
    expect(part).toMatchObject({
      status: 206,
      text: "234",
      headers: { "content-range": "bytes 2-4/10", "content-length": "3" },
    });
    expect((await api.call({ url: S("artifact?path=outputs/a.txt"), headers: { range: "bytes=99-" } })).status).toBe(
      416,
    );
    await put("empty", "");
    expect(await api.get(S("artifact?path=empty"))).toMatchObject({
      status: 200,
      text: "",
      headers: { "content-length": "0" },
    });
  });

  it.each(["page.html", "pic.svg", "x.xml", "x.js", "noending", "x.pdf"])(
    "makes a browser save %s, never run it",
    async (name) => {
      await put(name, "<script>alert(1)</script>");
      const { headers } = await api.get(S(`artifact?path=${name}`));
      expect(headers["content-type"]).toBe("application/octet-stream");
      expect(headers["content-disposition"]).toMatch(/^attachment/);
      expect(headers["content-security-policy"]).toContain("sandbox");
    },
  );

  it("writes no header that a file name could break", async () => {
    await put('we"ird; é\u202e.txt', "x");
    const { headers, status } = await api.get(S(`artifact?path=${encodeURIComponent('we"ird; é\u202e.txt')}`));
    expect(status).toBe(200);
    expect(headers["content-disposition"]).toBe(
      `inline; filename="we_ird; __.txt"; filename*=UTF-8''we%22ird%3B%20%C3%A9%E2%80%AE.txt`,
    );
  });

  it("does not let a stored archive look like a packed folder", async () => {
    await put("model.tar.gz", "x");
    expect((await api.get(S("artifact?path=model.tar.gz"))).headers["content-disposition"]).not.toContain('.tar.gz"');
  });

  it("packs a folder relative to itself, or the whole run", async () => {
    await put("outputs/a.txt", "a");
    await put("outputs/b/c.txt", "c");
    const packed = await api.get(S("artifacts?path=outputs"));
    expect(packed.headers).toMatchObject({
      "content-type": "application/gzip",
      "content-disposition": expect.stringContaining('filename="outputs.tar.gz"') as string,
    });
    expect(await members(packed.bytes)).toEqual(["a.txt", "b/", "b/c.txt"]);
    const whole = await api.get(S("artifacts?path="));
    expect(whole.headers["content-disposition"]).toContain(`filename="${uuid}.tar.gz"`);
    expect((await api.get(S("artifacts?path=outputs/a.txt&check_path=True"))).text).toBe("a");
  });

  it.each(["../x", "/etc/passwd", "a/../../x", "..%2f..%2fetc%2fpasswd", "%2e%2e/x", "a%00b", "..%5c..%5cx"])(
    "refuses the path %s in plain text",
    async (path) => {
      for (const url of [S(`artifact?path=${path}`), S(`artifacts?path=${path}`), S(`artifacts/tree?path=${path}`)]) {
        expect(await api.get(url), url).toMatchObject({ status: 400, body: undefined });
      }
      expect((await erase(`artifact?path=${path}`)).status).toBe(400);
      expect((await erase(`artifacts?path=${path}`)).status).toBe(400);
    },
  );

  it("says what is missing", async () => {
    expect((await api.get(S("artifact"))).status).toBe(400);
    expect((await api.get(S("artifact?path=none"))).status).toBe(404);
    expect((await api.get(S("artifacts?path=none"))).status).toBe(404);
    expect(await api.get(S("artifacts/tree?path=none"))).toMatchObject({
      status: 200,
      body: { files: {}, dirs: [], error: expect.any(String) as string },
    });
    expect((await erase("artifacts?path=")).status).toBe(400);
  });

  it("deletes files and folders", async () => {
    await put("outputs/a.txt", "a");
    expect((await erase("artifact?path=outputs")).status).toBe(400);
    expect(await erase("artifact?path=outputs/a.txt")).toMatchObject({ status: 204, text: "" });
    expect((await erase("artifact?path=outputs/a.txt")).status).toBe(400);
    expect((await erase("artifacts?path=outputs")).status).toBe(204);
    expect((await api.get(S("artifacts/tree"))).body).toEqual({ files: {}, dirs: [] });
  });
});

describe("events", () => {
  const LOSS =
    "step|timestamp|metric\n0|2026-11-22 03:02:34.277333+00:00|1.0\n1|2026-11-22 03:02:35+00:00|0.5\n|2026-11-22 03:02:36+00:00|nan";

  it("are columns or text, and names without a file are left out", async () => {
    await put("events/metric/loss.plx", LOSS);
    expect((await api.get(S("events/metric?names=loss,none&orient=dict&force=false"))).body).toEqual({
      data: [
        {
          name: "loss",
          kind: "metric",
          data: {
            step: [0, 1, null],
            timestamp: ["2026-11-22 03:02:34.277333+00:00", "2026-11-22 03:02:35+00:00", "2026-11-22 03:02:36+00:00"],
            metric: [1, 0.5, "NaN"],
          },
        },
      ],
    });
    expect((await api.get(S("events/metric?names=loss&orient=csv"))).body).toEqual({
      data: [{ name: "loss", kind: "metric", data: LOSS }],
    });
    expect((await api.get(S("events/metric?names=../../x"))).body).toEqual({ data: [] });
    expect(await api.get(S("events/surprise?names=loss"))).toMatchObject({ status: 400, body: undefined });
  });

  it("are read whole from long files, and thinned out on request without losing the extremes", async () => {
    const rows = Array.from(
      { length: 50_000 },
      (_, i) => `${i}|2026-11-22 03:02:34.277333+00:00|${i === 31_234 ? 99 : i % 7}.5`,
    );
    await put("events/metric/long.plx", ["step|timestamp|metric", ...rows].join("\n"));
    const columns = async (query: string) =>
      (
        (await api.get(S(`events/metric?names=long${query}`))).body as {
          data: { data: { step: number[]; metric: number[] } }[];
        }
      ).data[0]?.data;
    const all = await columns("");
    expect(all?.step).toHaveLength(50_000);
    expect(all?.step.at(-1)).toBe(49_999);
    const thin = await columns("&sample=100");
    expect(thin?.step).toHaveLength(100);
    expect(thin?.metric).toContain(99.5);
  });

  it("of several runs come together; runs of other projects do not", async () => {
    const first = uuid;
    await put("events/metric/loss.plx", LOSS);
    uuid = await api.newRun();
    await put("events/metric/loss.plx", LOSS);
    await api.post("/api/v1/default/projects/create", { name: "other" });
    const foreign = ((await api.post("/api/v1/default/other/runs", { managed_by: "user" })).body as { uuid: string })
      .uuid;
    const { body } = await api.get(
      `/streams/v1/polyaxon/default/digits/runs/multi/events/metric?runs=${first},${uuid},${foreign},x&names=loss`,
    );
    expect(Object.keys((body as { data: object }).data).sort()).toEqual([first, uuid].sort());
  });

  it("are packed with the files they name", async () => {
    await put(
      "events/image/pic.plx",
      'step|timestamp|image\n0|2026-11-22 03:02:34+00:00|{"path":"assets/image/pic_0.png"}\n1|2026-11-22 03:02:35+00:00|{"path":"../../x"}',
    );
    await put("assets/image/pic_0.png", "png");
    const packed = await api.get(S(`events/image?names=pic&pkg_assets=True&path=${uuid}`));
    expect(packed.headers["content-disposition"]).toContain(`filename="${uuid}.image.pic.tar.gz"`);
    expect(await members(packed.bytes)).toEqual(["events/image/pic.plx", "assets/image/pic_0.png"]);
  });

  it("of the system are all given when none is named", async () => {
    await put("resources/metric/cpu.plx", LOSS);
    await put("resources/metric/memory.plx", LOSS);
    const { body } = await api.get(S("resources"));
    expect((body as { data: { name: string }[] }).data.map((one) => one.name)).toEqual(["cpu", "memory"]);
  });
});

it("answers an empty inspection without a cluster", async () => {
  expect(await api.get(S("k8s_inspect?kind=job&status=running"))).toMatchObject({ status: 200, body: {} });
});

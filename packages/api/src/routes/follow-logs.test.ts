import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { encodeLogLine } from "@polyaxon/tracking";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiUnderTest, P, apiUnderTest } from "../../test/api-under-test.ts";
import { type Received, openEvents } from "../../test/server-sent-events.ts";

let api: ApiUnderTest;
let base: string;
let uuid: string;
let log: string;
beforeAll(async () => {
  api = await apiUnderTest();
  base = await api.app.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(() => api.close());
beforeEach(async () => {
  uuid = await api.newRun();
  log = join(api.folder, "artifacts", uuid, "plxlogs");
  await mkdir(log, { recursive: true });
});

const MICROS = Date.UTC(2026, 10, 22, 3) * 1000;
const write = (from: number, to: number, file = "main.jsonl") =>
  appendFile(join(log, file), Array.from({ length: to - from }, (_, i) => text(from + i)).join(""));
const text = (i: number) =>
  encodeLogLine({
    timestampMicros: MICROS + i,
    node: "local",
    pod: "p",
    container: "polyaxon-main",
    value: `line ${i}`,
    offset: 7,
  });
const finish = () => api.post(`${P}/runs/${uuid}/statuses`, { condition: { type: "succeeded", status: true } });
const address = (query = "") => `${base}/streams/v1/polyaxon/default/digits/runs/${uuid}/logs/follow${query}`;
const valuesOf = ({ data }: Received) => (data as { lines: { value: string }[] }).lines.map(({ value }) => value);
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `line ${from + i}`);

async function untilEnd(events: AsyncIterable<Received>): Promise<string[]> {
  const seen: string[] = [];
  for await (const event of events) {
    if (event.event === "end") return seen;
    seen.push(...valuesOf(event));
  }
  throw new Error("the stream ended before the run did");
}

describe("following a log", () => {
  it("sends what is stored, then what comes, then how the run ended", async () => {
    await write(0, 3);
    const stream = await openEvents(address());
    expect(stream.type).toBe("text/event-stream");
    expect(valuesOf(await stream.next())).toEqual(numbers(0, 3));
    await write(3, 5);
    expect(valuesOf(await stream.next())).toEqual(["line 3", "line 4"]);
    await write(5, 6, "main-2.jsonl");
    expect(valuesOf(await stream.next())).toEqual(["line 5"]);
    await finish();
    expect(await stream.next()).toMatchObject({ event: "end", data: { status: "succeeded" } });
    await stream.untilEnded();
  });

  it("follows a run that goes on just after somebody saw it end", async () => {
    await write(0, 1);
    await finish();
    expect(await untilEnd(await openEvents(address()))).toEqual(["line 0"]);
    expect(await api.post(`${P}/runs/${uuid}/resume`, {})).toMatchObject({ status: 201 });
    const again = await openEvents(address());
    expect(valuesOf(await again.next())).toEqual(["line 0"]);
    await write(1, 2);
    expect(valuesOf(await again.next())).toEqual(["line 1"]);
    await finish();
    expect(await again.next()).toMatchObject({ event: "end", data: { status: "succeeded" } });
  });

  it("goes on behind the event that a client saw last", async () => {
    await write(0, 2_500);
    const first = await openEvents(address());
    const { id, ...rest } = await first.next();
    const seen = valuesOf({ id, ...rest });
    first.close();
    await write(2_500, 2_600);
    await finish();
    const again = await openEvents(address("?cursor=l1"), { "last-event-id": id ?? "" });
    expect([...seen, ...(await untilEnd(again))]).toEqual(numbers(0, 2_600));
  });

  it("gives every follower all lines once, however they come and go while it grows", async () => {
    const followers: Promise<string[]>[] = [];
    for (let at = 0; at < 3_000; at += 300) {
      await write(at, at + 300);
      followers.push(openEvents(address()).then(untilEnd));
    }
    await finish();
    for (const seen of await Promise.all(followers)) expect(seen).toEqual(numbers(0, 3_000));
  });

  it("refuses a cursor that is none, and a run that is not there", async () => {
    expect((await fetch(address("?cursor=nonsense"))).status).toBe(400);
    uuid = "f".repeat(32);
    expect((await fetch(address())).status).toBe(404);
  });

  it("ends when the server closes, with followers that wait", async () => {
    const other = await apiUnderTest();
    const url = await other.app.listen({ host: "127.0.0.1", port: 0 });
    const run = await other.newRun();
    const stream = await openEvents(`${url}/streams/v1/polyaxon/default/digits/runs/${run}/logs/follow`);
    await other.close();
    await stream.untilEnded();
  });
});

describe("searching a log", () => {
  const search = async (query: string) => {
    const answer = await fetch(`${base}/streams/v1/polyaxon/default/digits/runs/${uuid}/logs/search?${query}`);
    return { status: answer.status, text: await answer.text() };
  };

  it("answers pages of matching lines", async () => {
    await write(0, 30);
    const first = JSON.parse((await search("pattern=line%20%5Cd5&limit=2")).text) as { cursor: string };
    expect(first).toMatchObject({ lines: [{ value: "line 15" }, { value: "line 25" }], done: false });
    const rest = await search(`pattern=line%20%5Cd5&cursor=${first.cursor}`);
    expect(JSON.parse(rest.text)).toMatchObject({ lines: [], done: true });
  });

  it.each(["", "text=a&pattern=b", "pattern=(", "text=", "text=a&cursor=c"])("refuses %j", async (query) => {
    expect((await search(query)).status).toBe(400);
  });
});

import { afterEach, expect, it } from "vitest";
import { apiStub } from "./testing/api-stub.ts";
import { runCli } from "./testing/run-cli.ts";
import { sampleRun, uuidOf } from "./testing/sample-runs.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

it("ops get --watch follows a run to its end first: a pipe gets what became of it, nothing else", async () => {
  let asked = 0;
  const statuses = ["queued", "running", "succeeded"];
  const now = (): string => statuses[Math.min(asked, 2)] ?? "";
  const b = sampleRun({ uuid: uuidOf("b") });
  const stub = await apiStub(({ path }) => {
    if (path.endsWith("/statuses")) {
      const status = now();
      asked += 1;
      return { body: { uuid: b.uuid, status, status_conditions: [{ type: status }] } };
    }
    if (path.endsWith("/events")) return undefined;
    return path.includes("/runs/") ? { body: { ...b, status: now(), outputs: { loss: 0.5 } } } : undefined;
  });
  closers.push(() => stub.close());
  const { code, stderr, stdout } = await runCli(["ops", "get", "-uid", b.uuid, "-w", "-o", "json"], { host: stub.url });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ status: "succeeded", outputs: { loss: 0.5 } });
  expect(stderr).toContain("succeeded");
});

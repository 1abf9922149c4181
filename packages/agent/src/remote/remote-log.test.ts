import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LogLine, parseLogLine } from "@polyaxon/tracking";
import fc from "fast-check";
import { expect, it } from "vitest";
import { memoryCalls } from "../../test/memory-calls.ts";
import { createLogShipper } from "../logs/log-shipper.ts";
import { secretForms } from "../logs/secret-forms.ts";
import { remoteLog } from "./remote-log.ts";
import { ServerProblem } from "./server-problem.ts";

/** What may happen to one addition: all goes well; the request, its answer, or the end of the file in a crash is lost. */
const fates = fc.constantFrom("well", "well", "request lost", "answer lost", "torn by a crash", "agent restarts");

it("I3: every line is stored once and in order, whatever is lost on the way", async () => {
  const folder = mkdtempSync(join(tmpdir(), "plx-remote-log-"));
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(fates, { minLength: 1, maxLength: 12 }), async (script) => {
        const server = memoryCalls();
        // The end that the agent asks for must hold the last line.
        server.read = async (path, from) => {
          const bytes = server.files.get(path);
          const tail = "tail" in from ? from.tail : 0;
          return bytes === undefined ? null : { bytes: bytes.subarray(-tail), length: bytes.length };
        };
        const raw = join(folder, "output.log");
        writeFileSync(raw, "");
        const open = () =>
          createLogShipper({
            rawPath: raw,
            files: { openLog: async () => remoteLog(server, "log"), logEnd: async () => Buffer.alloc(0) },
            attempt: 1,
            source: { node: "n", pod: "p", container: "c" },
            secrets: secretForms([]),
            clock: { now: () => 1, monotonic: () => 1 },
          });
        let shipper = open();
        for (const [index, fate] of script.entries()) {
          appendFileSync(raw, `line ${index}\n`);
          server.around = async (change) => {
            if (fate === "request lost") throw new ServerProblem("unreachable", fate);
            await change();
            if (fate === "torn by a crash") {
              const whole = server.files.get("log") ?? Buffer.alloc(0);
              server.files.set("log", whole.subarray(0, -5));
            }
            if (fate !== "well") throw new ServerProblem("unreachable", fate);
          };
          await shipper.pump().catch(() => undefined);
          if (fate === "agent restarts") {
            await shipper.close();
            shipper = open();
          }
        }
        server.around = (change) => change();
        await shipper.finish();
        await shipper.close();
        const lines = (server.files.get("log") ?? Buffer.alloc(0)).toString().trimEnd().split("\n");
        expect(lines.map((line) => (parseLogLine(line) as LogLine).value)).toEqual(
          script.map((_, index) => `line ${index}`),
        );
      }),
      { numRuns: 200 },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

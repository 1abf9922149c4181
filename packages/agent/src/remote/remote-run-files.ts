import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Clock, Logger } from "@polyaxon/orchestrator";
import { type AttemptFolders, podName } from "../attempt-folders.ts";
import type { AttemptRef } from "../executor-port.ts";
import type { RunFiles } from "../files/run-files.ts";
import { attemptCalls } from "./attempt-calls.ts";
import { fetchRunFiles } from "./fetch-run-files.ts";
import { createFolderUploader } from "./folder-uploader.ts";
import { remoteLog } from "./remote-log.ts";
import type { CallServer } from "./server-calls.ts";
import { readMarks, writeMarks } from "./upload-marks.ts";

/** The files of runs at a server elsewhere: `openRunFiles` of an agent that shares no folder with it. */
export function remoteRunFiles(deps: {
  readonly call: CallServer;
  readonly clock: Clock;
  readonly logger: Logger;
}): (ref: AttemptRef, folders: AttemptFolders) => RunFiles {
  return (ref, folders) => {
    const calls = attemptCalls(deps.call, ref);
    const marksPath = join(folders.scratch, "uploaded.json");
    const logPath = (attempt: number): string => `plxlogs/${podName(ref.run, attempt)}.jsonl`;
    let uploader: ReturnType<typeof createFolderUploader> | null = null;
    let saveMarks = async (): Promise<void> => {};

    return {
      async begin(fresh) {
        await mkdir(folders.scratch, { recursive: true, mode: 0o700 });
        const marks = await readMarks(marksPath);
        saveMarks = () => writeMarks(marksPath, marks);
        if (fresh) {
          const found = await fetchRunFiles({ folder: folders.run, scratch: folders.scratch, calls, marks });
          // Of an attempt of this number that the server, whose database was restored, knows nothing of.
          const log = found.find(({ path, size }) => path === logPath(ref.attempt) && size > 0);
          if (log !== undefined) await calls.append(log.path, new Uint8Array(0), { length: log.size, keep: 0 });
          await saveMarks();
        }
        uploader = createFolderUploader({
          folder: folders.run,
          calls,
          marks,
          now: () => deps.clock.now(),
          onRefused: (path, error) =>
            deps.logger.error({ ...ref, path, error }, "a file was refused by the server and stays on this machine"),
        });
      },
      async ship(final) {
        if (uploader === null) return;
        if (await uploader.ship(final)) await saveMarks();
      },
      openLog: async (attempt) => remoteLog(calls, logPath(attempt)),
      logEnd: async (attempt, atMost) =>
        (await calls.read(logPath(attempt), { tail: atMost }))?.bytes ?? Buffer.alloc(0),
    };
  };
}

import { randomBytes, randomUUID } from "node:crypto";
import type { Clock, Ids, RunId } from "@polyaxon/orchestrator";

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

export const systemIds: Ids = {
  runId: () => randomUUID().replaceAll("-", "") as RunId,
  uuid: () => randomUUID().replaceAll("-", ""),
  token: () => randomBytes(16).toString("base64url"),
};

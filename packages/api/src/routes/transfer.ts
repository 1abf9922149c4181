import type { RunId } from "@polyaxon/orchestrator";
import { z } from "zod";
import type { ApiDeps } from "../api-deps.ts";
import { refused } from "../api-error.ts";

/** Clients name the project alone, or with its owner before it. */
export const transferBody = z.object({ project: z.string().min(1).max(300) });

export async function transferRuns({ store, clock }: ApiDeps, uuids: readonly RunId[], project: string): Promise<void> {
  const name = project.split(/[/.]/).at(-1) ?? project;
  if ((await store.transferRuns(uuids, name, clock.now())) === "done") return;
  throw refused([`There is no project ${JSON.stringify(name.slice(0, 128))} to move to.`], "no-project");
}

import { expect, it } from "vitest";
import type { DoctorStore } from "../ports/doctor-store.ts";
import type { Store } from "../ports/store.ts";
import { createDoctor } from "./create-doctor.ts";

const NOTHING: DoctorStore & Pick<Store, "listAgents"> = {
  unsettledRuns: async () => [],
  pipelineFacts: async () => [],
  listAgents: async () => [],
  documentFacts: async () => ({ next: null, disagreeing: [] }),
  failingOutbox: async () => [],
  missingProjects: async () => [],
  brokenRows: async () => "end",
  knownRuns: async () => [],
  repair: async () => true,
  endRestoredAttempts: async () => 0,
};

it("says of what is found again after its repair that it could not be repaired", async () => {
  const folder = "0".repeat(32);
  const moved: string[] = [];
  const doctor = createDoctor({
    store: NOTHING,
    // Somebody makes it again at once.
    folders: { list: async () => [folder], setAside: async (name) => void moved.push(name) },
    clock: { now: () => 0 },
    served: false,
    sleep: async () => {},
  });
  const { repaired, left } = await doctor.repair();
  expect(moved).toEqual([folder]);
  expect(repaired).toMatchObject([
    { outcome: "failed", message: "it could not be repaired: the same is found again afterwards" },
  ]);
  expect(left.findings.map(({ kind, subject }) => [kind, subject])).toEqual([["artifacts-without-run", folder]]);
});

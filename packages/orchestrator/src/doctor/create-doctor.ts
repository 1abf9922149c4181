import type { Instant } from "@polyaxon/lifecycle";
import type { DocumentFacts, DoctorStore, RunFacts } from "../ports/doctor-store.ts";
import { allBrokenRows } from "./broken-rows.ts";
import type { Clock } from "../ports/environment.ts";
import type { Store } from "../ports/store.ts";
import { type Diagnosis, diagnose, type DoctorFacts, FAILING_TRIES } from "./diagnose.ts";
import type { Finding, Repair } from "./finding.ts";
import { SILENT_MS } from "../lost-agent-watch.ts";

/** The folders of runs beside the database. */
export interface ArtifactFolders {
  /** Names that look like runs, of folders that have stood for a while. */
  list(): Promise<readonly string[]>;
  /** Moves one out of the way; nothing is deleted. Harmless when it is gone. */
  setAside(folder: string): Promise<void>;
}

export interface Doctor {
  examine(): Promise<Diagnosis>;
  /** Examines, mends what can be mended safely, and examines again. */
  repair(): Promise<{ readonly repaired: readonly Repaired[]; readonly left: Diagnosis }>;
}

export interface Repaired {
  readonly finding: Finding;
  /** `not-needed`: it had mended itself meanwhile. */
  readonly outcome: "repaired" | "not-needed" | "failed";
  readonly message: string | null;
}

const RUNS_PAGE = 2_000;
const DOCUMENTS_PAGE = 500;
/** Between two looks at what a server is working on. */
const SECOND_LOOK_MS = 1_000;

/**
 * Gathers facts and asks `diagnose`. On a database that is being served only what two looks agree on is a finding: the
 * facts are several snapshots, and between two of them a run may have moved.
 */
export function createDoctor(deps: {
  readonly store: DoctorStore & Pick<Store, "listAgents">;
  readonly folders: ArtifactFolders;
  readonly clock: Pick<Clock, "now">;
  readonly served: boolean;
  /** Silence after which the server takes an agent for lost. Milliseconds; default one minute. */
  readonly agentSilentMs?: number;
  readonly sleep: (ms: number) => Promise<void>;
}): Doctor {
  const { store, folders, clock, served, agentSilentMs = SILENT_MS } = deps;

  async function look(): Promise<Diagnosis> {
    const facts: DoctorFacts = {
      served,
      agentSilentMs,
      runs: await allRuns(store),
      pipelines: await store.pipelineFacts(),
      agents: await store.listAgents(),
      documents: await allDocuments(store, clock.now()),
      outbox: await store.failingOutbox(FAILING_TRIES),
      missingProjects: await store.missingProjects(),
      brokenRows: await allBrokenRows(store),
      strayFolders: await strays(store, folders),
    };
    return diagnose(facts, clock.now());
  }

  async function examine(): Promise<Diagnosis> {
    const first = await look();
    if (!served || first.findings.length === 0) return first;
    await deps.sleep(SECOND_LOOK_MS);
    const second = await look();
    const seen = new Set(first.findings.map(identity));
    return { ...second, findings: second.findings.filter((finding) => seen.has(identity(finding))) };
  }

  async function mend(finding: Finding, repair: Repair, now: Instant): Promise<Repaired> {
    try {
      if (repair.kind === "set-aside") {
        await folders.setAside(repair.folder);
        return { finding, outcome: "repaired", message: null };
      }
      return { finding, outcome: (await store.repair(repair, now)) ? "repaired" : "not-needed", message: null };
    } catch (error) {
      // The others are still worth mending (I6).
      return { finding, outcome: "failed", message: error instanceof Error ? error.message : String(error) };
    }
  }

  return {
    examine,
    async repair() {
      const { findings } = await examine();
      const repaired: Repaired[] = [];
      for (const finding of findings) {
        if (finding.repair !== null) repaired.push(await mend(finding, finding.repair, clock.now()));
      }
      const left = await examine();
      const stays = new Set(left.findings.map(lasting));
      return { repaired: repaired.map((each) => (stays.has(lasting(each.finding)) ? inVain(each) : each)), left };
    },
  };
}

const identity = ({ kind, subject, version }: Finding): string => `${kind} ${subject} ${version ?? ""}`;

/** The same thing before and after a repair, which may have changed its run. */
const lasting = ({ kind, subject }: Finding): string => `${kind} ${subject}`;

/** What was done did not help: that is worth more than that it was done. */
const inVain = (repaired: Repaired): Repaired =>
  repaired.outcome === "failed"
    ? repaired
    : { ...repaired, outcome: "failed", message: "it could not be repaired: the same is found again afterwards" };

async function allRuns(store: DoctorStore): Promise<readonly RunFacts[]> {
  const runs: RunFacts[] = [];
  for (let after = 0; ;) {
    const page = await store.unsettledRuns({ after, limit: RUNS_PAGE });
    runs.push(...page);
    const last = page.at(-1);
    if (last === undefined || page.length < RUNS_PAGE) return runs;
    after = last.cursor;
  }
}

async function allDocuments(store: DoctorStore, now: Instant): Promise<readonly DocumentFacts[]> {
  const found: DocumentFacts[] = [];
  for (let after: number | null = 0; after !== null;) {
    const { next, disagreeing } = await store.documentFacts({ after, limit: DOCUMENTS_PAGE, now });
    found.push(...disagreeing);
    after = next;
  }
  return found;
}

async function strays(store: DoctorStore, folders: ArtifactFolders): Promise<readonly string[]> {
  const names = await folders.list();
  const stray: string[] = [];
  for (let at = 0; at < names.length; at += DOCUMENTS_PAGE) {
    const some = names.slice(at, at + DOCUMENTS_PAGE);
    const known = new Set(await store.knownRuns(some));
    stray.push(...some.filter((name) => !known.has(name)));
  }
  return stray;
}

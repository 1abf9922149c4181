import type { BrokenRows, DoctorStore } from "../ports/doctor-store.ts";
import type { Finding } from "./finding.ts";

/** Every check in turn; one that takes too long on a large database is left out, and the others are still made. */
export async function allBrokenRows(store: Pick<DoctorStore, "brokenRows">): Promise<readonly BrokenRows[]> {
  const broken: BrokenRows[] = [];
  for (let check = 0; ; check += 1) {
    const found = await store.brokenRows(check).catch((error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "too-slow") return null;
      throw error;
    });
    if (found === "end") return broken;
    if (found !== null) broken.push(found);
  }
}

const BACKUP =
  "restore the newest backup into another place and compare (polyaxon admin restore); keep this database until then";

/** Rows that no unit leaves behind: somebody changed the database by hand, or its disk lost some. */
export function brokenRowsFinding({ column, example, kind, rows, table }: BrokenRows): Finding {
  const base = { since: null, repair: null, version: null } as const;
  if (kind === "run-lacks")
    return {
      ...base,
      kind: "run-incomplete",
      subject: table,
      what: `${rows} ${rows === 1 ? "run has" : "runs have"} no row in ${table}, such as run ${example}: rows were removed by hand or lost`,
      advice: BACKUP,
    };
  return {
    ...base,
    kind: "rows-without-run",
    subject: `${table}.${column}`,
    what: `${rows} ${rows === 1 ? "row names a run" : "rows name runs"} that ${rows === 1 ? "is" : "are"} not stored, such as id ${example}: runs were removed by hand or lost`,
    advice: BACKUP,
  };
}

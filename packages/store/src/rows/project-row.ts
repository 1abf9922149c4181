import type { LiveState, ProjectRecord } from "@polyaxon/orchestrator";
import type { Kysely, Selectable } from "kysely";
import { parseTexts } from "../json.ts";
import type { ProjectsTable, Tables } from "../schema/tables.ts";

export interface ProjectRow extends Selectable<ProjectsTable> {
  /** The project's own id when it is bookmarked. */
  bookmark: number | null;
}

/** From `projects as p`: rows of shape `ProjectRow`. */
export const selectProjectRows = (db: Kysely<Tables>) =>
  db
    .selectFrom("projects as p")
    .leftJoin("bookmarks as b", (join) => join.on("b.kind", "=", "project").onRef("b.target_id", "=", "p.id"))
    .selectAll("p")
    .select("b.target_id as bookmark");

export function projectFromRow(row: ProjectRow): ProjectRecord {
  return {
    uuid: row.uuid,
    name: row.name,
    description: row.description,
    tags: parseTexts(row.tags),
    readme: row.readme,
    user: row.username,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    liveState: row.live_state as LiveState,
    bookmarked: row.bookmark !== null,
  };
}

import type { ProjectRecord } from "@polyaxon/orchestrator";
import { z } from "zod";
import { wireTime } from "./time.ts";

export const projectItemSchema = z.object({
  uuid: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  tags: z.array(z.string()),
  user: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
  bookmarked: z.boolean(),
  live_state: z.number(),
});

export const projectSchema = projectItemSchema.extend({ owner: z.string(), readme: z.string().nullable() });

export function wireProjectItem(project: ProjectRecord): z.output<typeof projectItemSchema> {
  return {
    uuid: project.uuid.replaceAll("-", ""),
    name: project.name,
    description: project.description,
    tags: [...project.tags],
    user: project.user,
    created_at: wireTime(project.createdAt),
    updated_at: wireTime(project.updatedAt),
    bookmarked: project.bookmarked,
    live_state: project.liveState,
  };
}

export const wireProject = (project: ProjectRecord): z.output<typeof projectSchema> => ({
  ...wireProjectItem(project),
  owner: "default",
  readme: project.readme,
});

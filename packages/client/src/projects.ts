import { answerOf, type Transport } from "./transport.ts";
import type { ListQuery, Page, Project, ProjectPatch } from "./wire.ts";

export interface ProjectCalls {
  /** @throws InvalidRequestError when the name is taken or not a slug */
  create(project: { name: string; description?: string; tags?: string[] }): Promise<Project>;
  list(query?: ListQuery): Promise<Page<Project>>;
  /** @throws NotFoundError */
  get(name: string): Promise<Project>;
  /** Given fields replace. @throws InvalidRequestError when the new name is taken or not a slug */
  update(name: string, patch: ProjectPatch): Promise<Project>;
  /** With its runs; unfinished ones are asked to stop. */
  archive(name: string): Promise<void>;
  restore(name: string): Promise<void>;
  bookmark(name: string): Promise<void>;
  delete(name: string): Promise<void>;
}

/** @internal */
export function projectCalls({ routes }: Transport, owner: string): ProjectCalls {
  const act = (action: "archive" | "restore" | "bookmark") => async (project: string) => {
    await answerOf(
      "POST",
      routes.POST(`/api/v1/{owner}/{project}/${action}`, { params: { path: { owner, project } } }),
    );
  };
  return {
    create: (body) =>
      answerOf("POST", routes.POST("/api/v1/{owner}/projects/create", { params: { path: { owner } }, body })),
    list: (query = {}) =>
      answerOf("GET", routes.GET("/api/v1/{owner}/projects/list", { params: { path: { owner }, query } })),
    get: (project) =>
      answerOf("GET", routes.GET("/api/v1/{owner}/{project}", { params: { path: { owner, project } } })),
    update: (project, body) =>
      answerOf("PATCH", routes.PATCH("/api/v1/{owner}/{project}", { params: { path: { owner, project } }, body })),
    archive: act("archive"),
    restore: act("restore"),
    bookmark: act("bookmark"),
    async delete(project) {
      await answerOf("DELETE", routes.DELETE("/api/v1/{owner}/{project}", { params: { path: { owner, project } } }));
    },
  };
}

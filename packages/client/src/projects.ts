import { answerOf, type Transport } from "./transport.ts";
import type { ListQuery, Page, Project } from "./wire.ts";

export interface ProjectCalls {
  /** @throws InvalidRequestError when the name is taken or not a slug */
  create(project: { name: string; description?: string; tags?: string[] }): Promise<Project>;
  list(query?: ListQuery): Promise<Page<Project>>;
  /** @throws NotFoundError */
  get(name: string): Promise<Project>;
  delete(name: string): Promise<void>;
}

export function projectCalls({ routes }: Transport, owner: string): ProjectCalls {
  return {
    create: (body) =>
      answerOf("POST", routes.POST("/api/v1/{owner}/projects/create", { params: { path: { owner } }, body })),
    list: (query = {}) =>
      answerOf("GET", routes.GET("/api/v1/{owner}/projects/list", { params: { path: { owner }, query } })),
    get: (project) =>
      answerOf("GET", routes.GET("/api/v1/{owner}/{project}", { params: { path: { owner, project } } })),
    async delete(project) {
      await answerOf("DELETE", routes.DELETE("/api/v1/{owner}/{project}", { params: { path: { owner, project } } }));
    },
  };
}

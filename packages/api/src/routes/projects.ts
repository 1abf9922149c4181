import { z } from "zod";
import { badField, notFound } from "../api-error.ts";
import { userName } from "../routing/principal.ts";
import { type Route, route } from "../routing/route.ts";
import { listQuery, listOptions } from "../wire/list-request.ts";
import { pageSchema, wirePage } from "../wire/page.ts";
import { emptyObject, ownerParams, projectParams } from "../wire/parameters.ts";
import { projectItemSchema, projectSchema, wireProject, wireProjectItem } from "../wire/project.ts";
import { foundProject } from "./found.ts";

const tag = "projects";
const NAME = /^[-a-zA-Z0-9_]{1,128}$/;
const NAME_HELP = 'A project is named with letters, digits, "-" and "_" only, at most 128 of them.';

const texts = {
  description: z.string().max(100_000).nullish(),
  readme: z.string().max(1_000_000).nullish(),
  tags: z.array(z.string().max(128)).max(1000).nullish(),
};
const createBody = z.object({ name: z.string().regex(NAME, NAME_HELP), ...texts });
const patchBody = z.object({ name: z.string().regex(NAME, NAME_HELP).nullish(), ...texts });

const LIMITS = { usual: 20, most: 100 };

const update = (method: "PUT" | "PATCH") =>
  route({
    method,
    url: "/api/v1/:owner/:project",
    access: "user",
    summary: "Change a project; given fields replace",
    tag,
    params: projectParams,
    body: patchBody,
    success: { status: 200, body: projectSchema },
    async handle({ params, body }, { store, clock }) {
      const patch = {
        ...(body.name == null ? {} : { name: body.name }),
        ...(body.description === undefined ? {} : { description: body.description }),
        ...(body.readme === undefined ? {} : { readme: body.readme }),
        ...(body.tags === undefined ? {} : { tags: body.tags ?? [] }),
      };
      const outcome = await store.updateProject(params.project, patch, clock.now());
      if (outcome.kind === "not-found") throw notFound();
      if (outcome.kind === "name-taken") throw nameTaken(body.name ?? "");
      return wireProject(outcome.project);
    },
  });

const setLiveState = (word: "archive" | "restore") =>
  route({
    method: "POST",
    url: `/api/v1/:owner/:project/${word}`,
    access: "user",
    summary: word === "archive" ? "Archive with its runs; unfinished ones are asked to stop" : "Restore with its runs",
    tag,
    params: projectParams,
    success: { status: 200, body: emptyObject },
    async handle({ params }, { store, clock }) {
      const outcome = await store.setProjectLiveState(params.project, word === "archive" ? 0 : 1, clock.now());
      if (outcome === "not-found") throw notFound();
      return {};
    },
  });

export const projectRoutes: readonly Route[] = [
  route({
    method: "GET",
    url: "/api/v1/:owner/projects/list",
    access: "user",
    summary: "List projects",
    tag,
    params: ownerParams,
    query: listQuery,
    success: { status: 200, body: pageSchema(projectItemSchema) },
    async handle({ query, request }, { store, settings }) {
      const options = listOptions(query, LIMITS);
      const page = await store.listProjects(options);
      return wirePage(request, settings, { ...page, results: page.results.map(wireProjectItem) }, options);
    },
  }),
  route({
    method: "GET",
    url: "/api/v1/:owner/projects/names",
    access: "user",
    summary: "Names of projects",
    tag,
    params: ownerParams,
    query: listQuery,
    success: { status: 200, body: pageSchema(z.object({ name: z.string() })) },
    async handle({ query, request }, { store, settings }) {
      const options = listOptions(query, LIMITS);
      const page = await store.listProjects(options);
      return wirePage(request, settings, { ...page, results: page.results.map(({ name }) => ({ name })) }, options);
    },
  }),
  route({
    method: "POST",
    url: "/api/v1/:owner/projects/create",
    access: "user",
    summary: "Create a project",
    tag,
    params: ownerParams,
    body: createBody,
    success: { status: 201, body: projectSchema },
    async handle({ body, principal }, { store, clock, ids }) {
      const outcome = await store.createProject({
        uuid: ids.uuid(),
        name: body.name,
        description: body.description ?? null,
        tags: body.tags ?? [],
        readme: body.readme ?? null,
        user: userName(principal),
        createdAt: clock.now(),
      });
      if (outcome.kind === "name-taken") throw nameTaken(body.name);
      return wireProject(outcome.project);
    },
  }),
  route({
    method: "GET",
    url: "/api/v1/:owner/:project",
    access: "project-read",
    summary: "One project",
    tag,
    params: projectParams,
    success: { status: 200, body: projectSchema },
    handle: async ({ params }, deps) => wireProject(await foundProject(deps, params.project)),
  }),
  update("PUT"),
  update("PATCH"),
  route({
    method: "DELETE",
    url: "/api/v1/:owner/:project",
    access: "user",
    summary: "Delete a project with its runs",
    tag,
    params: projectParams,
    success: { status: 204 },
    async handle({ params }, { store, clock }) {
      if ((await store.deleteProject(params.project, clock.now())) === "not-found") throw notFound();
      return undefined;
    },
  }),
  setLiveState("archive"),
  setLiveState("restore"),
  route({
    method: "POST",
    url: "/api/v1/:owner/:project/bookmark",
    access: "user",
    summary: "Bookmark a project",
    tag,
    params: projectParams,
    success: { status: 201, body: emptyObject },
    async handle({ params }, { store }) {
      if ((await store.bookmarkProject(params.project, true)) === "not-found") throw notFound();
      return {};
    },
  }),
  route({
    method: "DELETE",
    url: "/api/v1/:owner/:project/unbookmark",
    access: "user",
    summary: "Remove a bookmark; 404 when there was none",
    tag,
    params: projectParams,
    success: { status: 204 },
    async handle({ params }, { store }) {
      if ((await store.bookmarkProject(params.project, false)) !== "done") throw notFound();
      return undefined;
    },
  }),
];

const nameTaken = (name: string) => badField("name", `A project with the name "${name}" already exists.`, "name-taken");

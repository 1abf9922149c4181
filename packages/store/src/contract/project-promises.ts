import { afterAll, beforeAll, expect, test } from "vitest";
import { parseQuery } from "@polyaxon/query";
import {
  create,
  createRunning,
  makeProject,
  newRun,
  type OpenedStore,
  runId,
  statusOf,
  type StoreHarness,
} from "./harness.ts";

export function projectPromises(harness: StoreHarness): void {
  let opened: OpenedStore;
  beforeAll(async () => {
    opened = await harness.open();
  });
  afterAll(() => opened.dispose());

  test("a project is given back as it was made, and its name is taken", async () => {
    const project = {
      uuid: "u1",
      name: "one",
      description: "first",
      tags: ["a", "b"],
      readme: "# one",
      user: "ada",
      createdAt: 5,
    };
    const full = { ...project, updatedAt: 5, liveState: 1, bookmarked: false };
    expect(await opened.store.createProject(project)).toEqual({ kind: "created", project: full });
    expect(await opened.store.getProject("one")).toEqual(full);
    expect(await opened.store.createProject({ ...project, uuid: "u2" })).toEqual({ kind: "name-taken" });
    expect(await opened.store.getProject("two")).toBeNull();
  });

  test("a patch changes what it names", async () => {
    await makeProject(opened.store, "patched");
    const outcome = await opened.store.updateProject("patched", { name: "renamed", tags: ["x"] }, 9);
    expect(outcome).toMatchObject({
      kind: "updated",
      project: { name: "renamed", tags: ["x"], description: null, updatedAt: 9 },
    });
    expect(await opened.store.updateProject("renamed", { name: "one" }, 9)).toEqual({ kind: "name-taken" });
    expect(await opened.store.updateProject("patched", {}, 9)).toEqual({ kind: "not-found" });
  });

  test("a deleted project frees its name and takes its runs along", async () => {
    const { store } = opened;
    await makeProject(store, "doomed");
    await create(store, newRun(11, { project: "doomed" }));
    await createRunning(store, 20, newRun(12, { project: "doomed" }));
    expect(await store.deleteProject("doomed", 30)).toBe("deleted");
    expect(await store.deleteProject("doomed", 30)).toBe("not-found");
    expect(await store.getProject("doomed")).toBeNull();
    expect(await store.getRun(runId(11))).toMatchObject({ liveState: -1, status: "stopped" });
    expect(await store.getRun(runId(12))).toMatchObject({ liveState: -1, status: "stopping" });
    expect(await store.createRuns([newRun(13, { project: "doomed" })])).toEqual({ kind: "no-project" });
    expect(
      await store.createProject({
        uuid: "again",
        name: "doomed",
        description: null,
        tags: [],
        readme: null,
        user: null,
        createdAt: 40,
      }),
    ).toMatchObject({
      kind: "created",
    });
  });

  test("archived projects can be read and restored, but take no new runs", async () => {
    const { store } = opened;
    await makeProject(store, "dusty");
    await create(store, newRun(21, { project: "dusty" }));
    expect(await store.setProjectLiveState("dusty", 0, 5)).toBe("done");
    expect(await store.getProject("dusty")).toMatchObject({ liveState: 0 });
    expect(await statusOf(store, runId(21))).toBe("stopped");
    expect(await store.createRuns([newRun(22, { project: "dusty" })])).toEqual({ kind: "no-project" });
    expect(await store.setProjectLiveState("dusty", 1, 6)).toBe("done");
    expect(await store.getRun(runId(21))).toMatchObject({ liveState: 1 });
  });

  test("bookmarks", async () => {
    const { store } = opened;
    await makeProject(store, "starred");
    expect(await store.bookmarkProject("starred", true)).toBe("done");
    expect(await store.bookmarkProject("starred", true)).toBe("unchanged");
    expect(await store.bookmarkProject("unheard-of", true)).toBe("not-found");
    const page = await store.listProjects({ limit: 10, offset: 0, withCount: true, bookmarks: true });
    expect(page.results.map(({ name, bookmarked }) => [name, bookmarked])).toEqual([["starred", true]]);
    expect(await store.bookmarkProject("starred", false)).toBe("done");
  });

  test("lists filter, sort and count", async () => {
    const { store } = opened;
    for (const name of ["list-a", "list-b", "list-c"]) await makeProject(store, name);
    await store.updateProject("list-b", { tags: ["50%", "keep"] }, 100);
    const list = async (query: string) =>
      await store.listProjects({
        query: parseQuery(query),
        sort: [{ field: "name", key: null, descending: true }],
        limit: 2,
        offset: 0,
        withCount: true,
      });
    expect(await list("name:list%")).toMatchObject({ count: 3, results: [{ name: "list-c" }, { name: "list-b" }] });
    expect((await list("tags:keep")).results.map(({ name }) => name)).toEqual(["list-b"]);
    expect((await list("tags:50%")).results.map(({ name }) => name)).toEqual(["list-b"]);
    expect((await list("tags:5")).results).toEqual([]);
    expect(await list("live_state:0|1, name:list-a")).toMatchObject({ count: 1 });
  });
}

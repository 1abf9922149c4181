import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiUnderTest, apiUnderTest } from "../../test/api-under-test.ts";

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest();
});
afterAll(() => api.close());

const at = (path: string) => `/api/v1/default/${path}`;
const send = (method: "PATCH" | "PUT" | "DELETE", path: string, payload?: Record<string, unknown>) =>
  api.call({ method, url: at(path), ...(payload === undefined ? {} : { payload }) });

describe("projects", () => {
  it("are created, read, changed and deleted", async () => {
    const made = await api.post(at("projects/create"), {
      name: "mnist",
      description: "d",
      tags: ["t"],
      is_public: false,
    });
    expect(made).toMatchObject({
      status: 201,
      body: { name: "mnist", description: "d", tags: ["t"], user: "ada", live_state: 1 },
    });
    expect(await api.get(at("mnist"))).toMatchObject({
      status: 200,
      body: { name: "mnist", readme: null, bookmarked: false, owner: "default" },
    });
    expect(await send("PATCH", "mnist", { name: "mnist2", readme: "# hi" })).toMatchObject({
      status: 200,
      body: { name: "mnist2", description: "d", readme: "# hi" },
    });
    expect((await api.get(at("mnist"))).status).toBe(404);
    expect(await send("PUT", "mnist2", { description: null })).toMatchObject({
      status: 200,
      body: { description: null },
    });
    expect(await send("DELETE", "mnist2")).toMatchObject({ status: 204, text: "" });
    expect((await api.get(at("mnist2"))).status).toBe(404);
    expect((await send("DELETE", "mnist2")).status).toBe(404);
  });

  it("need a name of their own, and a proper one", async () => {
    await api.post(at("projects/create"), { name: "taken" });
    await api.post(at("projects/create"), { name: "second" });
    expect(await api.post(at("projects/create"), { name: "taken" })).toMatchObject({
      status: 400,
      body: { name: [expect.any(String)] },
    });
    expect(await send("PATCH", "second", { name: "taken" })).toMatchObject({
      status: 400,
      body: { name: [expect.any(String)] },
    });
    for (const name of ["", "a b", "a/b", "../x", "ä", "n".repeat(129), 5, null]) {
      expect(await api.post(at("projects/create"), { name }), String(name)).toMatchObject({
        status: 400,
        body: { name: [expect.any(String)] },
      });
    }
    expect(await api.post(at("projects/create"), { name: "a b" })).toMatchObject({
      body: { name: ['A project is named with letters, digits, "-" and "_" only, at most 128 of them.'] },
    });
    expect(await api.post(at("projects/create"), {})).toMatchObject({
      status: 400,
      body: { name: [expect.any(String)] },
    });
    expect(await api.post(at("projects/create"))).toMatchObject({
      status: 400,
      body: { non_field_errors: [expect.any(String)] },
    });
  });

  it("are listed without readme, and by name alone", async () => {
    const list = await api.get(at("projects/list?sort=name"));
    const { results } = list.body as { results: Record<string, unknown>[] };
    expect(results.map((one) => one["name"])).toEqual(["digits", "second", "taken"]);
    expect(results[0]).not.toHaveProperty("readme");
    expect((await api.get(at("projects/names?sort=name&limit=1"))).body).toMatchObject({
      count: 3,
      results: [{ name: "digits" }],
    });
  });

  it("are archived and restored with their runs", async () => {
    const uuid = await api.newRun();
    await api.post(at(`digits/runs/${uuid}/statuses`), { condition: { type: "running", status: true } });
    expect(await api.post(at("digits/archive"))).toMatchObject({ status: 200, body: {} });
    expect(await api.get(at(`digits/runs/${uuid}`))).toMatchObject({ body: { live_state: 0 } });
    expect((await api.get(at("projects/list"))).body).toMatchObject({ count: 2 });
    expect((await api.post(at("digits/restore"))).status).toBe(200);
    expect((await api.get(at("projects/list"))).body).toMatchObject({ count: 3 });
    expect((await api.post(at("nowhere/archive"))).status).toBe(404);
  });

  it("are bookmarked", async () => {
    expect((await send("DELETE", "digits/unbookmark")).status).toBe(404);
    expect(await api.post(at("digits/bookmark"))).toMatchObject({ status: 201, body: {} });
    expect((await api.get(at("projects/list?bookmarks=1"))).body).toMatchObject({
      count: 1,
      results: [{ name: "digits", bookmarked: true }],
    });
    expect((await send("DELETE", "digits/unbookmark")).status).toBe(204);
    expect((await api.get(at("projects/list?bookmarks=True"))).body).toMatchObject({ count: 0 });
  });
});

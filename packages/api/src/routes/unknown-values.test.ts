import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApiUnderTest, apiUnderTest, P } from "../../test/api-under-test.ts";

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest();
  for (const loss of [0.1, 0.2]) {
    const uuid = await api.newRun({ name: "r" });
    const payload = { inputs: { lr: 1, größe: 2 }, outputs: { loss, "val/acc": 0.5, note: "x" } };
    await api.call({ method: "PATCH", url: `${P}/runs/${uuid}`, payload });
  }
});
afterAll(() => api.close());

async function notices(parameters: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { headers, status } = await api.get(`${P}/runs?${new URLSearchParams(parameters).toString()}`);
  expect(status).toBe(200);
  const header = headers["x-polyaxon-notices"] as string | undefined;
  return header === undefined ? [] : (JSON.parse(header) as string[]);
}
const NONE = "no run of the project digits has";

it.each([
  ["metrics.los:<1", `${NONE} metrics.los: did you mean metrics.loss?`],
  ["params.loss:<1", `${NONE} params.loss: did you mean metrics.loss?`],
  ["metrics.wibble:>1", `${NONE} metrics.wibble: there are metrics.loss, metrics.val/acc`],
  ["params.batch:1", `${NONE} params.batch: there is params.lr`],
  ["meta_info.x:1", `${NONE} meta_info.x`],
])("says of %s, which finds nothing, that no run has such a value", async (query, said) => {
  expect(await notices({ query })).toEqual([said]);
  // As Python clients ask, too: it is no part of the body.
  expect((await api.get(`${P}/runs?query=${encodeURIComponent(query)}&limit=5`)).body).toEqual({
    count: 0,
    next: null,
    previous: null,
    results: [],
  });
});

it.each([
  ["a name that runs have", { query: "metrics.loss:>5" }],
  ["what no run has to have", { query: "metrics.los:nil, name:q" }],
  ["another value than one", { query: "params.lrr:~1, name:q" }],
  ["a list that is not empty", { query: "metrics.los:<1 OR metrics.loss:<1" }],
  ["a later page", { query: "metrics.los:<1", offset: "5" }],
  ["a sort by what runs have", { sort: "-metrics.loss,created_at" }],
])("says nothing about %s", async (_what, parameters) => {
  expect(await notices(parameters)).toEqual([]);
});

it("says of a sort that no run has what it sorts by, and asks for no more than three names", async () => {
  expect(await notices({ sort: "-metrics.los,params.lr" })).toEqual([
    `${NONE} metrics.los: did you mean metrics.loss?`,
  ]);
  expect(await notices({ query: "params.a:1, params.b:1, params.c:1, params.d:1" })).toHaveLength(3);
});

import { type Component, type Operation, serializeOperation } from "@polyaxon/spec";
import { describe, expect, it } from "vitest";
import { type AccessQuestion, createSubmissions, type RunDetail, type RunId } from "./index.ts";

const base = {
  uuid: "0123456789abcdef0123456789abcdef" as RunId,
  project: "p",
  managedBy: "agent",
  user: "me",
  now: 1_750_000_000_000,
} as const;
const component = {
  kind: "component",
  run: { kind: "job", connections: ["data"], queue: undefined },
} as unknown as Component;

/** Submissions whose hub has one component, and which write down what they ask. */
function gated(refuse: (question: AccessQuestion) => readonly string[] = () => []) {
  const asked: AccessQuestion[] = [];
  const resolved: Operation[] = [];
  const submissions = createSubmissions({
    checkAccess: (question) => {
      asked.push(question);
      return Promise.resolve(refuse(question));
    },
    resolveReferences: (operation) => {
      resolved.push(operation);
      if (operation.component !== undefined) return Promise.resolve({ ok: true, operation });
      if (operation.hubRef !== "known") return Promise.resolve({ ok: false, messages: ["no such component"] });
      return Promise.resolve({ ok: true, operation: { ...operation, component } });
    },
  });
  return { ...submissions, asked, resolved };
}
const submit = (fields: string) => ({ ...base, content: `version: 1.1\nkind: operation\n${fields}` });

describe("the stages of a submission", () => {
  it("stop at the first that refuses: types, then access, then references", async () => {
    const { asked, prepareSubmission, resolved } = gated(({ queues }) => (queues.length > 0 ? ["not that queue"] : []));
    expect(await prepareSubmission(submit("hubRef: 5"))).toMatchObject({ kind: "refused" });
    expect(asked).toEqual([]);
    expect(await prepareSubmission(submit("hubRef: known\nqueue: gpu"))).toEqual({
      kind: "forbidden",
      messages: ["not that queue"],
    });
    expect(resolved).toEqual([]);
    expect(await prepareSubmission(submit("hubRef: unknown"))).toEqual({
      kind: "refused",
      messages: ["no such component"],
    });
  });

  it("ask for every name of the operation, then for what its references bring along", async () => {
    const { asked, prepareSubmission } = gated();
    const fields = `hubRef: known
queue: lab/gpu
namespace: team
presets: [fast, "{{ globals.name }}"]
params: {data: {value: {queue: mine}, connection: store}}
hooks: [{hubRef: slack, connection: chat, queue: hooks}]
runPatch: {connections: [data, more], environment: {annotations: {namespace: x}}}`;
    const prepared = await prepareSubmission(submit(fields));
    expect(prepared).toMatchObject({ kind: "ready" });
    expect(asked).toEqual([
      {
        user: "me",
        project: "p",
        connections: expect.arrayContaining(["store", "chat", "data", "more"]) as string[],
        queues: expect.arrayContaining(["lab/gpu", "hooks"]) as string[],
        namespaces: ["team"],
        presets: ["fast"],
      },
      { user: "me", project: "p", connections: [], queues: [], namespaces: [], presets: [] },
    ]);
    expect([asked[0]!.connections.length, asked[0]!.queues.length]).toEqual([4, 2]);
  });

  it("refuse what only a reference names, and keep the component of what they let through", async () => {
    const strict = gated(({ connections }) => connections.map((name) => `connection ${name} is not yours`));
    expect(await strict.prepareSubmission(submit("hubRef: known"))).toEqual({
      kind: "forbidden",
      messages: ["connection data is not yours"],
    });
    const prepared = await gated().prepareSubmission(submit("hubRef: known"));
    expect(prepared.kind === "ready" && JSON.parse(prepared.run.rawContent!)).toMatchObject({
      hubRef: "known",
      component: { run: { kind: "job" } },
    });
  });

  it("are the same for what is run again, with what is changed about it", async () => {
    const { prepareClone, prepareResume } = gated(({ queues }) => queues.map((name) => `${name} is not yours`));
    const stored = { version: 1.1, kind: "operation", hubRef: "known", component } as Operation;
    const original = {
      ...base,
      name: "n",
      description: null,
      tags: [],
      metaInfo: {},
      rawContent: serializeOperation(stored),
    } as unknown as RunDetail;
    const request = { kind: "restart", user: "me", uuid: base.uuid, now: base.now } as const;
    expect(await prepareClone(original, request)).toMatchObject({ kind: "ready" });
    const content = '{"queue": "gpu"}';
    const forbidden = { kind: "forbidden", messages: ["gpu is not yours"] };
    expect(await prepareClone(original, { ...request, content })).toEqual(forbidden);
    expect(await prepareResume(original, { content }, "me")).toEqual(forbidden);
    expect(await prepareResume(original, {}, "me")).toMatchObject({ kind: "ready" });
    const whole = "version: 1.1\nkind: operation\nhubRef: unknown\n";
    expect(await prepareResume(original, { content: whole, metaInfo: { recompile: true } }, "me")).toEqual({
      kind: "refused",
      messages: ["no such component"],
    });
  });

  it("refuse what is changed wrongly about a run, whichever way it is run again, as `run -P` would", async () => {
    const { prepareClone, prepareResume } = gated();
    const inputs = [
      { name: "lr", type: "float" },
      { name: "epochs", type: "int", isOptional: true, value: 1 },
    ];
    const operation = { version: 1.1, kind: "operation", component: { ...component, inputs } };
    const stored = (params: object): RunDetail =>
      ({
        ...base,
        name: "n",
        description: null,
        tags: [],
        metaInfo: {},
        rawContent: serializeOperation({ ...operation, params } as unknown as Operation),
      }) as unknown as RunDetail;
    const original = stored({ lr: { value: 0.1 } });
    const request = { user: "me", uuid: base.uuid, now: base.now } as const;
    const content = '{"params": {"epochs": {"value": "abc"}, "epocs": {"value": "3"}}}';
    const refusal = {
      kind: "refused",
      messages: [
        'params.epochs: expected a whole number (type int), found text "abc"',
        "unexpected param `epocs`: the component knows lr, epochs; did you mean `epochs`? If not, declare an input, or set " +
          "`contextOnly: true` to use it in templates only",
      ],
    };
    expect(await prepareClone(original, { ...request, kind: "restart", content })).toEqual(refusal);
    expect(await prepareClone(original, { ...request, kind: "copy", content })).toEqual(refusal);
    expect(await prepareResume(original, { content }, "me")).toEqual(refusal);
    const right = '{"params": {"epochs": {"value": "3"}}}';
    expect(await prepareClone(original, { ...request, kind: "restart", content: right })).toMatchObject({
      kind: "ready",
    });
    expect(await prepareResume(original, { content: right }, "me")).toMatchObject({ kind: "ready" });
    // What is not changed is run again as it is, whatever becomes of it.
    expect(await prepareClone(stored({}), { ...request, kind: "restart" })).toMatchObject({ kind: "ready" });
  });
});

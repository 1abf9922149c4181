import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Operation, parseStoredOperation } from "@polyaxon/spec";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hub } from "./folder-hub.ts";
import { fileOrigin, hubReader, type Origin, pathReader, type Readers, resolveReferences, urlReader } from "./index.ts";

const JOB = "version: 1.1\nkind: component\nname: job\nrun: {kind: job, container: {image: x}}\n";
const dagOf = (...operations: readonly string[]): string =>
  `version: 1.1\nkind: component\nrun:\n  kind: dag\n  operations:\n${operations.map((each) => `    - {${each}}\n`).join("")}`;

const shelf: Record<string, Record<string, string>> = {
  trainer: { latest: JOB, "1.0": JOB.replace("name: job", "name: old") },
  tuner: { latest: dagOf("name: a, hubRef: trainer") },
  files: { latest: dagOf("name: a, pathRef: job.yaml") },
};
const hub: Hub = {
  names: async () => Object.keys(shelf),
  tags: async (name) => Object.keys(shelf[name] ?? {}),
  text: async (name, tag) => Buffer.from(shelf[name]![tag]!),
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "plx-references-"));
  mkdirSync(join(folder, "project/.git"), { recursive: true });
  file("project/main/polyaxonfile.yaml", "");
  file("outside.yaml", JOB);
});
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};

const readers: Readers = { hubRef: hubReader(hub), pathRef: pathReader(), urlRef: urlReader([], "allow it") };
const read = (text: string): Operation => {
  const result = parseStoredOperation(text.startsWith("version") ? text : `version: 1.1\nkind: operation\n${text}`);
  if (!result.ok) throw new Error(result.issues.map(({ message }) => message).join("\n"));
  return result.operation;
};
const resolve = async (text: string, origin?: Origin, using = readers) =>
  await resolveReferences(read(text), {
    readers: using,
    origin: origin ?? (await fileOrigin(join(folder, "project/main/polyaxonfile.yaml"))),
  });
/** Where and why it was refused. */
const refusal = async (text: string, origin?: Origin, using = readers) => {
  const resolved = await resolve(text, origin, using);
  if (resolved.ok) throw new Error("nothing was refused");
  return resolved.issues.map(({ code, hint, message, path }) => ({ code, message, hint, at: path.join(".") }));
};

describe("a hubRef", () => {
  it("brings the component, and stays beside it", async () => {
    for (const reference of ["trainer", "trainer:latest", "polyaxon/trainer", "polyaxon.trainer"]) {
      expect(await resolve(`hubRef: ${reference}`)).toMatchObject({
        ok: true,
        operation: { hubRef: reference, component: { name: "job", run: { kind: "job" } } },
        resolved: [["hubRef"]],
      });
    }
    expect(await resolve("hubRef: trainer:1.0")).toMatchObject({ operation: { component: { name: "old" } } });
  });

  it("that the hub does not have is told with the nearest name, or with the versions there are", async () => {
    expect(await refusal("hubRef: trianer")).toEqual([
      {
        code: "reference.unknown",
        message: "the hub has no component `trianer`",
        hint: "did you mean `trainer`?",
        at: "hubRef",
      },
    ]);
    expect(await refusal("hubRef: trainer:2.0")).toMatchObject([{ hint: "it has: `trainer:latest`, `trainer:1.0`" }]);
    expect(await refusal("hubRef: ../trainer")).toMatchObject([{ message: expect.stringContaining("expected") }]);
    expect(await refusal("hubRef: a/b/c:1")).toMatchObject([{ message: expect.stringContaining("expected") }]);
  });

  it("of another owner is a version in a registry that does not exist yet", async () => {
    expect(await refusal("hubRef: acme/trainer:3")).toMatchObject([
      { code: "reference.refused", message: expect.stringMatching(/acme\/trainer:3.*registry/) },
    ]);
  });
});

describe("a pathRef", () => {
  it("is relative to the file that has it, whichever that is", async () => {
    file("project/parts/pipeline.yaml", dagOf("name: a, pathRef: steps/job.yaml"));
    file("project/parts/steps/job.yaml", JOB);
    expect(await resolve("pathRef: ../parts/pipeline.yaml")).toMatchObject({
      operation: { component: { run: { operations: [{ pathRef: "steps/job.yaml", component: { name: "job" } }] } } },
    });
  });

  it("does not leave the project, by name or by link", async () => {
    symlinkSync(join(folder, "outside.yaml"), join(folder, "project/main/link.yaml"));
    for (const reference of ["../../outside.yaml", "link.yaml", "/etc/hostname"])
      expect(await refusal(`pathRef: ${reference}`)).toMatchObject([
        { code: "reference.refused", message: expect.stringContaining("leads out of"), at: "pathRef" },
      ]);
    file("lonely/a/polyaxonfile.yaml", "");
    file("lonely/job.yaml", JOB);
    const origin = await fileOrigin(join(folder, "lonely/a/polyaxonfile.yaml"));
    expect(await refusal("pathRef: ../job.yaml", origin)).toMatchObject([{ code: "reference.refused" }]);
  });

  it("that leads to no component says what it leads to, with the place in that file", async () => {
    file("project/main/wrong.yaml", "version: 1.1\nkind: component\nrun:\n  kind: job\n  contaner: {}\n");
    expect(await refusal("pathRef: wrong.yaml")).toMatchObject([
      {
        code: "reference.component",
        message: expect.stringMatching(/^main\/wrong.yaml:5:3: run.contaner: /),
        hint: "did you mean `container`?",
      },
    ]);
    file("project/main/operation.yaml", "version: 1.1\nkind: operation\nhubRef: trainer\n");
    expect(await refusal("pathRef: operation.yaml")).toMatchObject([{ message: expect.stringContaining("operation") }]);
    expect(await refusal("pathRef: none.yaml")).toMatchObject([{ code: "reference.unknown" }]);
    expect(await refusal("pathRef: ../parts")).toMatchObject([{ message: "`../parts` is a folder, expected a file" }]);
  });

  it("is refused where there is no folder: in what is submitted, and in the hub's components", async () => {
    expect(await refusal("pathRef: job.yaml", { kind: "submission" })).toMatchObject([{ code: "reference.refused" }]);
    expect(await refusal("hubRef: files")).toMatchObject([
      { message: expect.stringMatching(/^hubRef: files -> pathRef: job.yaml: a component from the hub/), at: "hubRef" },
    ]);
  });
});

describe("a urlRef", () => {
  it("is fetched; its own references to files are refused", async () => {
    const server = createServer(
      (request, response) => void response.end(request.url === "/job.yaml" ? JOB : dagOf("name: a, pathRef: x.yaml")),
    );
    await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
    try {
      const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const open = { ...readers, urlRef: urlReader(["127.0.0.1"], "") };
      expect(await resolve(`urlRef: ${base}/job.yaml`, { kind: "submission" }, open)).toMatchObject({
        operation: { component: { name: "job" } },
      });
      expect(await refusal(`urlRef: ${base}/dag.yaml`, undefined, open)).toMatchObject([{ code: "reference.refused" }]);
      expect(await refusal(`urlRef: ${base}/job.yaml`)).toMatchObject([
        { code: "reference.refused", hint: "allow it", at: "urlRef" },
      ]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe("references in dags", () => {
  it("are resolved as deep as they go, with the component of each read once", async () => {
    let reads = 0;
    const counting = {
      ...readers,
      hubRef: async (...given: Parameters<Readers["hubRef"]>) => {
        reads += 1;
        return await readers.hubRef(...given);
      },
    };
    const nested = "component: {run: {kind: dag, operations: [{name: c, hubRef: tuner}]}}";
    const text = dagOf("name: a, hubRef: trainer", "name: b, hubRef: trainer", `name: n, ${nested}`);
    const resolved = await resolve(text, undefined, counting);
    expect(resolved).toMatchObject({
      operation: {
        component: {
          run: {
            operations: [
              { component: { name: "job" } },
              { component: { name: "job" } },
              { component: { run: { operations: [{ component: { run: { operations: [{ hubRef: "trainer" }] } } }] } } },
            ],
          },
        },
      },
      resolved: [expect.anything(), ["component", "run", "operations", 1, "hubRef"], expect.anything()],
    });
    expect(reads).toBe(3);
  });

  it("are refused at the operation that has them, all at once", async () => {
    const refused = await refusal(
      dagOf("name: a, hubRef: trainor", "name: b, hubRef: trainer", "name: c, hubRef: tunar"),
    );
    expect(refused.map(({ at }) => at)).toEqual([
      "component.run.operations.0.hubRef",
      "component.run.operations.2.hubRef",
    ]);
  });

  it("a dagRef is left to the dag, and refused outside of one", async () => {
    expect(await resolve(dagOf("name: a, dagRef: none"))).toMatchObject({ ok: true });
    expect(await refusal("dagRef: job")).toMatchObject([{ code: "reference.refused", at: "dagRef" }]);
  });
});

describe("references that explode", () => {
  it("in a circle are told with the way round", async () => {
    file("project/main/a.yaml", dagOf("name: x, pathRef: b.yaml"));
    file("project/main/b.yaml", dagOf("name: y, pathRef: ./../main/a.yaml"));
    expect(await refusal("pathRef: a.yaml")).toMatchObject([
      {
        code: "reference.cycle",
        message: expect.stringMatching(/^pathRef: a.yaml -> pathRef: b.yaml -> .*leads back/),
      },
    ]);
    file("project/main/self.yaml", dagOf("name: x, pathRef: self.yaml"));
    expect(
      await refusal(dagOf("name: x, pathRef: self.yaml"), await fileOrigin(join(folder, "project/main/self.yaml"))),
    ).toMatchObject([{ code: "reference.cycle" }]);
  });

  it("are bounded in depth, in number and in what they come to", async () => {
    for (let level = 0; level < 12; level += 1)
      file(`project/deep/${level}.yaml`, dagOf(`name: x, pathRef: ${level + 1}.yaml`));
    file("project/deep/12.yaml", JOB);
    expect(await refusal("pathRef: ../deep/0.yaml")).toMatchObject([{ code: "reference.limit" }]);
    expect(await resolve("pathRef: ../deep/4.yaml")).toMatchObject({ ok: true });

    const many = Array.from({ length: 120 }, (_, index) => `name: o${index}, hubRef: trainer:t${index}`);
    const tags = Object.fromEntries(many.map((_, index) => [`t${index}`, JOB]));
    const crowded = hubReader({ ...hub, tags: async () => Object.keys(tags), text: async () => Buffer.from(JOB) });
    expect(await refusal(dagOf(...many), undefined, { ...readers, hubRef: crowded })).toEqual([
      expect.objectContaining({ code: "reference.limit", message: "more than 100 different references" }),
    ]);

    expect(
      await resolveReferences(read("hubRef: trainer"), {
        readers,
        origin: { kind: "hub" },
        deadline: AbortSignal.abort(),
      }),
    ).toMatchObject({ issues: [{ code: "reference.limit", message: expect.stringContaining("too slowly") }] });

    const wide = (next: string) =>
      dagOf(...Array.from({ length: 100 }, (_, index) => `name: o${index}, pathRef: ${next}`));
    for (let level = 0; level < 6; level += 1) file(`project/wide/${level}.yaml`, wide(`${level + 1}.yaml`));
    file("project/wide/6.yaml", JOB);
    expect(await refusal("pathRef: ../wide/0.yaml")).toMatchObject([
      { code: "reference.limit", message: expect.stringContaining("200,000 values") },
    ]);
  });
});

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HUB_FOLDER } from "../hub-folder.ts";
import { apiStub } from "./testing/api-stub.ts";
import { runCli } from "./testing/run-cli.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "plx-refs-"));
  mkdirSync(join(folder, ".polyaxon"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), `version: 1.1\n${text}`);
  return name;
};
const cli = (...args: string[]) => runCli(args, { cwd: folder });
const TRAIN = `kind: component
name: train
inputs: [{name: lr, type: float}]
run: {kind: job, container: {image: x, args: ["{{ lr }}"]}}
`;

describe("a file that refers to its component", () => {
  it("is checked with it, and told at the reference what does not fit", async () => {
    file("parts/train.yaml", TRAIN);
    file("jobs/op.yaml", "kind: operation\npathRef: ../parts/train.yaml\nparams: {lr: fast}\n");
    const { code, stdout } = await cli("check", "-f", "jobs/op.yaml");
    expect(code).toBe(2);
    expect(stdout).toMatch(/param\.value.*expected a number/);
    file("jobs/op.yaml", "kind: operation\npathRef: ../parts/train.yaml\n");
    expect((await cli("check", "-f", "jobs/op.yaml")).stdout).toMatch(/param\.missing[\s\S]*op\.yaml:3:10/);
    expect(await cli("check", "-f", "jobs/op.yaml", "-P", "lr=0.1")).toMatchObject({
      code: 0,
      stdout: 'jobs/op.yaml: ok, job "train", 1 input\n',
    });
  });

  it("compiles and explains like one that has it inside", async () => {
    file("parts/train.yaml", TRAIN);
    file("op.yaml", "kind: operation\npathRef: parts/train.yaml\nparams: {lr: 0.5}\n");
    const { stdout } = await cli("compile", "-f", "op.yaml", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ name: "train", inputs: [{ name: "lr", value: 0.5 }] });
    expect((await cli("compile", "-f", "op.yaml", "--explain")).stdout).toMatch(/run\.kind.*component/);
  });

  it("in a dag is told where the reference stands", async () => {
    file("dag.yaml", "kind: component\nrun:\n  kind: dag\n  operations:\n    - {name: a, hubRef: tensorbord}\n");
    expect((await cli("check", "-f", "dag.yaml")).stdout).toMatch(
      /reference\.unknown.*`tensorbord`[\s\S]*dag\.yaml:6:25[\s\S]*did you mean `tensorboard`/,
    );
  });

  it("is submitted with its component, which the server could not find", async () => {
    file("parts/train.yaml", TRAIN);
    file("op.yaml", "kind: operation\npathRef: parts/train.yaml\nparams: {lr: 0.5}\n");
    const stub = await apiStub(({ method }) =>
      method === "POST" ? { status: 201, body: { uuid: "0".repeat(32), name: "train", status: "created" } } : undefined,
    );
    try {
      await runCli(["run", "-f", "op.yaml", "-p", "p"], { cwd: folder, host: stub.url });
      const { content } = stub.received[0]!.body as { readonly content: string };
      expect(JSON.parse(content)).toMatchObject({ pathRef: "parts/train.yaml", component: { name: "train" } });
    } finally {
      await stub.close();
    }
  });

  it("of the web is fetched from the public internet only, or from where the person says", async () => {
    const stub = await apiStub(() => ({
      body: { version: 1.1, kind: "component", name: "far", run: { kind: "job" } },
    }));
    try {
      file("url.yaml", `kind: operation\nurlRef: ${stub.url}/train.yaml\n`);
      const refused = await cli("check", "-f", "url.yaml");
      expect(refused.stdout).toMatch(/reference\.refused.*127\.0\.0\.1[\s\S]*POLYAXON_OUTGOING_ALLOW/);
      expect(stub.received).toEqual([]);
      const env = { POLYAXON_OUTGOING_ALLOW: "127.0.0.1" };
      expect((await runCli(["check", "-f", "url.yaml"], { cwd: folder, env })).stdout).toContain('ok, job "far"');
    } finally {
      await stub.close();
    }
  });
});

describe("a component that the command line names", () => {
  it("is checked and compiled without a file; files are presets then", async () => {
    expect(await cli("check", "--hub", "vscode")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^--hub: ok/),
    });
    file("queue.yaml", "kind: operation\nisPreset: true\nqueue: gpu\n");
    expect((await cli("compile", "--hub", "vscode", "-f", "queue.yaml")).stdout).toContain("queue: gpu");
    expect((await cli("check", "--hub", "vscod")).stdout).toContain("did you mean `vscode`?");
    expect((await cli("check", "--url", "http://10.0.0.1/a.yaml")).stdout).toContain("reference.refused");
    expect(await cli("run", "--hub", "vscode", "--url", "https://a.b/c.yaml")).toMatchObject({ code: 2 });
  });
});

describe("what runs beside an operation", () => {
  it("is looked up too, and told at its place where the hub does not have it; it stops nothing", async () => {
    file(
      "besides.yaml",
      `kind: operation
build: {hubRef: kanico}
matrix: {kind: iterative, maxIterations: 2, params: {lr: {kind: uniform, value: [0, 1]}}, tuner: {hubRef: mine/tuner}}
component:
  inputs: [{name: lr, type: float}]
  hooks:
    - {hubRef: vscode}
    - {hubRef: vscod}
  run: {kind: job}
`,
    );
    const { code, stdout } = await cli("check", "besides.yaml", "--json");
    expect(code).toBe(0);
    const [{ issues }] = JSON.parse(stdout) as [{ issues: readonly Record<string, unknown>[] }];
    const looked = issues.filter(({ code: each }) => String(each).startsWith("reference."));
    expect(looked.map(({ line, message, severity }) => [line, severity, message])).toEqual([
      [3, "warning", "the hub has no component `kanico`"],
      [4, "warning", expect.stringContaining("`mine/tuner:latest` is a version in the registry")],
      [9, "warning", "the hub has no component `vscod`"],
    ]);
  });
});

describe("the hub that is shipped", () => {
  const PARAMS: Readonly<Record<string, readonly string[]>> = {
    "tensorboard:latest": ["-P", "uuid=0123456789abcdef0123456789abcdef"],
    "tensorboard:multi-run": ["-P", 'uuids=["0123456789abcdef0123456789abcdef"]'],
    "git-clone:latest": ["-P", "url=https://example.org/repository"],
    "kaniko:latest": ["-P", "destination=registry.example.org/app:1"],
  };
  const components = readdirSync(HUB_FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(HUB_FOLDER, name)).map((text) => `${name}:${text.replace(/\.yaml$/, "")}`));

  it.each(components)("%s checks without a word and has a plan", async (reference) => {
    file("hub.yaml", `kind: operation\nhubRef: ${reference}\n`);
    const params = PARAMS[reference] ?? [];
    expect(await cli("check", "-f", "hub.yaml", ...params)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^hub\.yaml: ok, /) as string,
    });
    const { code, stdout } = await cli("compile", "-f", "hub.yaml", "--plan", "--json", ...params);
    expect(code).toBe(0);
    const [name] = reference.split(":");
    expect(JSON.parse((await cli("compile", "-f", "hub.yaml", "--json", ...params)).stdout)).toMatchObject({ name });
    expect(stdout).not.toMatch(/\{\{|None|undefined/);
  });
});

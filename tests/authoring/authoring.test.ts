import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLI, cleanUp, polyaxon, type Server, startServer, temporaryFolder } from "../harness.ts";

/** Polyaxonfiles written as programs: what they make runs, and what they get wrong is told at their own lines. */
const ROOT = resolve(import.meta.dirname, "../..");
let folder: string;
let server: Server;
/** The environment that the suite of Python clients makes; empty where there can be none. */
let python = "";
let noPython = "";

beforeAll(async () => {
  const made = spawnSync(process.execPath, [join(ROOT, "scripts/python-environment.mjs")], { encoding: "utf8" });
  if (made.status === 0) python = made.stdout.trim();
  else noPython = made.stderr.trim();
  folder = temporaryFolder("authoring");
  const PATH = [...(python === "" ? [] : [join(python, "bin")]), process.env["PATH"] ?? ""].join(delimiter);
  server = await startServer({ dataDir: join(folder, "data"), env: { PATH } });
});
afterAll(async () => {
  await server.kill("SIGTERM");
  cleanUp();
});

const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const check = (...args: string[]) => polyaxon(["check", ...args], { cwd: folder });

describe("TypeScript", () => {
  const cwd = join(ROOT, "examples/typescript-authoring");

  it("runs the example: a sweep from the default export, one run from another, and checks its dag", async () => {
    const sweep = await polyaxon(["run", "-f", "pipeline.ts", "-w", "-o", "json"], { cwd, host: server.url });
    expect(sweep, sweep.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(sweep.stdout)).toMatchObject({ project: "typescript-authoring", status: "succeeded" });
    const single = await polyaxon(["run", "-f", "pipeline.ts:single", "-l"], { cwd, host: server.url });
    expect(single, single.stderr).toMatchObject({ code: 0 });
    expect(single.stdout).toContain("sound is 0.59");
    const dag = await polyaxon(["check", "-f", "pipeline.ts:fitAndReport"], { cwd });
    expect(dag.stdout).toContain("pipeline.ts:fitAndReport: ok, ");
  });

  it("needs no node_modules, takes imports without endings, syntax beyond types, and presets", async () => {
    write("images.ts", 'export const image: string = "busybox";\n');
    write(
      "pipeline.ts",
      `import { component, input, job, operation, preset, type Operation } from "polyaxon";
import { image } from "./images";
enum Size { Small = 4 }
const train = component({ inputs: [input("n", "int", { value: Size.Small })], run: job({ container: { image } }) });
console.log("printed by the program");
export default (): Operation => operation({ component: train });
export const gpu = preset({ queue: "gpu" });
`,
    );
    const { code, stderr, stdout } = await polyaxon(
      ["compile", "-f", "pipeline.ts", "-f", "pipeline.ts:gpu", "--json"],
      {
        cwd: folder,
      },
    );
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      queue: "gpu",
      inputs: [{ value: 4 }],
      run: { container: { image: "busybox" } },
    });
    expect(stderr).toContain("printed by the program");
  });

  it("points at the line of the program that made what is wrong", async () => {
    write(
      "wrong.ts",
      `import { component, job, termination } from "polyaxon";

export default component({
  name: "train",
  termination: termination({
    maxRetrys: 3,
  } as never),
  run: job({
    container: { image: 3 as never },
  }),
});
`,
    );
    const { code, stdout } = await check("-f", "wrong.ts");
    expect(code).toBe(2);
    expect(stdout).toContain("wrong.ts:6:5\n");
    expect(stdout).toContain("6 |     maxRetrys: 3,");
    expect(stdout).toContain("wrong.ts:9:18\n");
  });

  it.each([
    [
      "throws",
      "export default null as never;\n\nfunction f() { throw new RangeError('no'); }\nf();\n",
      "throws.ts:3:22: RangeError: no",
    ],
    ["syntax", "const x: number = ;\nexport default {};\n", "syntax.ts:1:19: SyntaxError: Unexpected token"],
    ["nothing", "export const other = {};\n", "it has no default export"],
    [
      "script",
      "console.log('training');\n",
      "a script to be run is named in a Polyaxonfile, as command: [node, script.ts]",
    ],
    ["function", "export default { kind: () => 1 };\n", "`kind` is a function: expected plain data"],
    ["circular", "const a: any = {}; a.a = a; export default a;\n", "nested more than 100 levels"],
    ["package", 'import "no-such-package";\n', "npm install no-such-package"],
    ["exits", "process.exit(0);\n", "ended with exit code 0 before it gave"],
  ])("says what is wrong with a program: %s", async (name, text, message) => {
    write(`${name}.ts`, text);
    const { code, stderr } = await check("-f", `${name}.ts`);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it("names all that a program exports when it has not what was asked for, its default too", async () => {
    write("several.ts", "export default {};\nexport const sweep = {};\n");
    const { stderr } = await check("-f", "several.ts:nosuch");
    expect(stderr).toContain("it has no export `nosuch`");
    const ways = "take the default: -f several.ts; name one: -f several.ts:sweep";
    expect(stderr).toContain(`it exports default, sweep; ${ways}\n`);
    write("lone.ts", "export default {};\n");
    expect((await check("-f", "lone.ts:nosuch")).stderr).toContain(
      "it exports default; take the default: -f lone.ts\n",
    );
  });

  it("ends a program that does not end, with all it started, and cuts what it prints", async () => {
    write(
      "late.ts",
      'for (let i = 0; i < 5000; i++) console.log("x".repeat(100));\nawait new Promise(() => setInterval(() => {}, 1000));\n',
    );
    const { code, stderr } = await polyaxon(["check", "-f", "late.ts"], {
      cwd: folder,
      env: { POLYAXON_PROGRAM_TIMEOUT: "2" },
    });
    expect(code).toBe(2);
    expect(stderr).toContain("it took longer than 2 s");
    expect(stderr).toContain("(the program printed more)");
    expect(stderr.length).toBeLessThan(70_000);
  });

  it("has published types that know the example and refuse a wrong field", () => {
    const types = join(dirname(CLI), "index.d.ts");
    write("types/pipeline.ts", readFileSync(join(cwd, "pipeline.ts"), "utf8"));
    write(
      "types/wrong.ts",
      'import { job } from "polyaxon";\nexport const run = job({ container: { imagee: "x" } });\n',
    );
    const program = ts.createProgram([join(folder, "types/pipeline.ts"), join(folder, "types/wrong.ts")], {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      paths: { polyaxon: [types] },
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      types: [],
    });
    const messages = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
      return `${file?.fileName.split("/").at(-1)}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
    expect(messages).toEqual([expect.stringMatching(/^wrong\.ts: .*'imagee' does not exist in type 'Container'/)]);
  });
});

describe("Python", () => {
  const env = () => ({ VIRTUAL_ENV: python });

  it("runs the example: `main`, and another name in the original's spelling", async (test) => {
    if (python === "") test.skip(noPython);
    const cwd = join(folder, "python-authoring");
    cpSync(join(ROOT, "examples/python-authoring"), cwd, { recursive: true });
    const sweep = await polyaxon(["run", "-f", "pipeline.py", "-w"], { cwd, host: server.url, env: env() });
    expect(sweep, sweep.stderr).toMatchObject({ code: 0 });
    const single = await polyaxon(["run", "-pm", "pipeline.py:single", "-l"], { cwd, host: server.url, env: env() });
    expect(single, single.stderr).toMatchObject({ code: 0 });
    expect(single.stdout).toContain("lr 0.1: 0.59");
  });

  it("says what is wrong at the line of the program", async (test) => {
    if (python === "") test.skip(noPython);
    write("strict.py", 'from polyaxon.schemas import V1Component\n\nmain = V1Component(nme="x")\n');
    write("value.py", 'main = {"version": 1.1, "kind": "component",\n        "rn": {}}\n');
    const strict = await polyaxon(["check", "-f", "strict.py"], { cwd: folder, env: env() });
    expect(strict.code).toBe(2);
    expect(strict.stderr).toMatch(/strict\.py:3:\d+: ValidationError: [^]*nme\n\s+Extra inputs are not permitted/);
    const value = await polyaxon(["check", "-f", "value.py"], { cwd: folder, env: env() });
    expect(value.stdout).toContain("value.py:2:9\n");
  });

  it("says how to get the package when it is missing", async (test) => {
    if (python === "") test.skip(noPython);
    const bare = join(folder, "bare");
    const made = spawnSync(join(python, "bin/python"), ["-m", "venv", "--without-pip", bare]);
    expect(made.status).toBe(0);
    write("missing.py", "import polyaxon\n");
    const { code, stderr } = await polyaxon(["check", "-f", "missing.py"], { cwd: folder, env: { VIRTUAL_ENV: bare } });
    expect(code).toBe(2);
    expect(existsSync(join(bare, "bin"))).toBe(true);
    expect(stderr).toMatch(/the package `polyaxon` is not installed for .*bare/);
    expect(stderr).toMatch(/-m pip install polyaxon/);
  });
});

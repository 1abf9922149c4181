import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startPostgres, whyNoPostgres } from "@polyaxon/store/postgres-for-tests";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLI, cleanUp, startServer, temporaryFolder } from "../../harness.ts";

/**
 * The unmodified Python packages against a server on each database. The cases are pytest's; each of its functions is a test
 * here, so that they are counted like every other.
 */
const HERE = import.meta.dirname;
const DATABASES = ["SQLite", "Postgres"] as const;
type Database = (typeof DATABASES)[number];

interface Case {
  readonly file: string;
  readonly name: string;
  readonly failure: string | null;
}
interface Outcome {
  readonly cases: readonly Case[];
  readonly output: string;
}

const functions = readdirSync(HERE)
  .filter((name) => /^test_.*\.py$/.test(name))
  .toSorted()
  .flatMap((file) =>
    [...readFileSync(join(HERE, file), "utf8").matchAll(/^def (test_\w+)/gm)].map(([, name = ""]) => ({
      file: file.slice(0, -".py".length),
      name,
    })),
  );

const missing = new Map<Database, string>();
const outcomes = new Map<Database, Outcome>();

beforeAll(async () => {
  const script = resolve(HERE, "../../../scripts/python-environment.mjs");
  const made = await run(process.execPath, [script], { env: process.env });
  if (made.code !== 0) {
    for (const database of DATABASES) missing.set(database, made.stderr.trim());
    return;
  }
  const noPostgres = whyNoPostgres();
  if (noPostgres !== null) missing.set("Postgres", noPostgres);
  // Most of the time is spent in waiting for one process after the other.
  await Promise.all(
    DATABASES.filter((database) => !missing.has(database)).map(async (database) => {
      outcomes.set(database, await pytest(made.stdout.trim(), database));
    }),
  );
}, 600_000);
afterAll(cleanUp);

describe.each(DATABASES)("the Python packages, with %s", (database) => {
  it.for(functions)("$file: $name", ({ file, name }, context) => {
    const reason = missing.get(database);
    if (reason !== undefined) context.skip(reason);
    const { cases, output } = outcomes.get(database) ?? { cases: [], output: "" };
    const found = cases.filter((one) => one.file === file && (one.name === name || one.name.startsWith(`${name}[`)));
    expect(found, `pytest did not run it:\n${output}`).not.toEqual([]);
    for (const { failure } of found) if (failure !== null) expect.fail(failure);
  });
});

async function pytest(environment: string, database: Database): Promise<Outcome> {
  const place = database === "SQLite" ? { env: {}, close: () => {} } : await postgres();
  const path = `${join(environment, "bin")}:${process.env["PATH"] ?? ""}`;
  const report = join(temporaryFolder("python-report"), "report.jsonl");
  try {
    const server = await startServer({
      dataDir: temporaryFolder("python-data"),
      env: { PATH: path, VIRTUAL_ENV: environment, ...place.env },
    });
    // What a person's shell holds: no word of Polyaxon. The address is configured by command, in a home folder of its own.
    const { code, stdout, stderr } = await run(
      join(environment, "bin/python"),
      ["-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider", "-W", "ignore"],
      {
        cwd: HERE,
        env: {
          PATH: path,
          HOME: temporaryFolder("python-home"),
          TMPDIR: temporaryFolder("python-tmp"),
          LANG: "C.UTF-8",
          COLUMNS: "200",
          CLIENT_SUITE_HOST: server.url,
          CLIENT_SUITE_CLI: `${process.execPath}|${CLI}`,
          CLIENT_SUITE_REPORT: report,
        },
      },
    );
    await server.kill("SIGTERM");
    const lines = existsSync(report) ? readFileSync(report, "utf8").trim().split("\n") : [];
    return { cases: lines.map((line) => JSON.parse(line) as Case), output: `exit code ${code}\n${stdout}\n${stderr}` };
  } finally {
    place.close();
  }
}

async function postgres(): Promise<{ env: Record<string, string>; close: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), "plx-cluster-"));
  const cluster = await startPostgres(folder, { fsync: false });
  const database = await cluster.createDatabase();
  return {
    env: { POLYAXON_DATABASE_URL: cluster.url(database), POLYAXON_ARTIFACTS_DIR: temporaryFolder("python-artifacts") },
    close() {
      process.kill(Number(readFileSync(join(folder, "postgres.pid"), "utf8")), "SIGQUIT");
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** Runs a program to its end; its stderr is shown as it comes, because making an environment takes a while. */
async function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env: NodeJS.ProcessEnv },
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stderr.pipe(process.stderr, { end: false });
  const code = await new Promise<number | null>((done, failed) => {
    child.on("error", failed);
    child.on("close", done);
  });
  return { code, stdout, stderr };
}

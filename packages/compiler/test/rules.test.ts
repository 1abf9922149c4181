import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { type SpecIssue, parseYamlValue, pathText, readPolyaxonfile, toOperation } from "@polyaxon/spec";
import { describe, expect, it } from "vitest";
import {
  type CompileIssue,
  type EndedRun,
  type ResolvedValues,
  type TunerRound,
  adviseOperation,
  checkOperation,
  compileOperation,
  hookOperations,
  isTemplateOperation,
  planExecution,
  tunerOperation,
} from "../src/index.ts";
import { GOLDEN_CONTEXT, GOLDEN_RUN } from "./golden-context.ts";

/**
 * One small file per rule of the language, in a folder per field group: why, a Polyaxonfile, what to look at, and what that
 * has to be. `UPDATE_RULES=1` writes the answers anew; the diff is then read like any other.
 *
 * What can be looked at: `refused`, `notices`, `checked`, `advice`, `needs`, and paths into `read`, `result`, `compiled`, `plan`,
 * `hooks` and `tuner`.
 */
interface Rule {
  readonly why: string;
  /** The text of a Polyaxonfile. */
  readonly file: string;
  /** Read as a second file, over another one. */
  readonly preset?: boolean;
  readonly resolved?: ResolvedValues;
  /** Connections of the place. */
  readonly connections?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Namespaces that the server's agents manage. */
  readonly namespaces?: readonly string[];
  /** How the run ended, for its hooks. */
  readonly ended?: Pick<EndedRun, "status" | "outputs">;
  /** Where the search stands, for its tuner. */
  readonly round?: TunerRound;
  readonly show: readonly string[];
  readonly gives: unknown;
}

const folder = new URL("./rules/golden/", import.meta.url);

describe("rules of the language", () => {
  for (const group of readdirSync(folder).toSorted()) {
    describe(group, () => {
      for (const name of readdirSync(new URL(`${group}/`, folder)).toSorted()) {
        const url = new URL(`${group}/${name}`, folder);
        const rule = readRule(url);
        it(`${name.replace(".yaml", "")}: ${rule.why}`, () => {
          const gives = Object.fromEntries(rule.show.map((what) => [what, look(everything(rule), what)]));
          if (process.env["UPDATE_RULES"] === "1") write(url, gives);
          else expect(gives).toEqual(rule.gives);
        });
      }
    });
  }
});

function readRule(url: URL): Rule {
  const read = parseYamlValue(readFileSync(url, "utf8"));
  if (!read.ok) throw new Error(`${url.pathname}: ${read.message}`);
  return read.value as Rule;
}

function everything(rule: Rule): Readonly<Record<string, unknown>> {
  const read = readPolyaxonfile({ bytes: rule.file, filename: "file" }, { preset: rule.preset ?? false });
  if (!read.ok) return { refused: read.issues.map(placed) };
  const base = { refused: [], notices: read.notices.map(placed), read: plain(read.document) };
  if (rule.preset === true || read.document.kind === "compiled_operation") return base;
  const operation = toOperation(read.document);
  const checked = checkOperation(operation, { template: isTemplateOperation(operation) }).map(told);
  const advice = adviseOperation(operation).map(told);
  const result = compileOperation({
    operation,
    run: GOLDEN_RUN,
    ...(rule.resolved === undefined ? {} : { resolved: rule.resolved }),
    ...(rule.namespaces === undefined ? {} : { namespaces: rule.namespaces }),
  });
  if (!result.ok) return { ...base, checked, advice, problems: result.issues.map(told), needs: plain(result.needs) };
  const { connections } = rule;
  const context = connections === undefined ? GOLDEN_CONTEXT : { ...GOLDEN_CONTEXT, connections };
  const planned = planExecution(result.content, context);
  return {
    ...base,
    checked,
    advice,
    problems: [],
    result: plain(result),
    compiled: plain(result.compiled),
    plan: planned.ok ? plain(planned.plan) : `${planned.reason}: ${planned.message}`,
    hints: planned.ok ? planned.notices : [],
    hooks: rule.ended === undefined ? [] : plain(hookOperations(result.compiled, { ...ENDED, ...rule.ended })),
    tuner: rule.round === undefined ? null : plain(tunerOperation(result.compiled, rule.round)),
  };
}

const ENDED = {
  ...GOLDEN_RUN,
  kind: "job",
  runtime: "job",
  waitTime: 1,
  duration: 60,
  finishedAt: "2026-01-01T00:01:00Z",
  inputs: {},
  condition: { type: "succeeded" },
} as const;

/** As a file holds it: no undefined. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

const placed = ({ code, column, line, message, path }: SpecIssue): string =>
  `${code} ${line}:${column} ${pathText(path)}: ${message}`;

const told = ({ code, message, path }: CompileIssue): string => `${code} ${pathText(path)}: ${message}`;

/** `compiled.inputs.0.value`; absent things are null. */
function look(from: unknown, path: string): unknown {
  let value = from;
  for (const step of path.split(".")) {
    if (typeof value === "string") return value;
    value = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[step] : undefined;
  }
  return value ?? null;
}

function write(url: URL, gives: unknown): void {
  const text = readFileSync(url, "utf8").replace(/^gives:[^]*/m, "");
  const lines = JSON.stringify(gives, null, 2)
    .replaceAll(/^(?!\{)/gm, "  ")
    .replace(/^\{/, "  {");
  writeFileSync(url, `${text}gives:\n${lines}\n`);
}

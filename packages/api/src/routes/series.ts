import { Readable } from "node:stream";
import { parseRunId, type RunId } from "@polyaxon/orchestrator";
import {
  BLOCK_LIMITS,
  decodePointBlock,
  encodePointBlock,
  pointsTrouble,
  SeriesFormatError,
  type SeriesPoints,
  summariesOf,
} from "@polyaxon/tracking";
import { z } from "zod";
import type { ApiDeps } from "../api-deps.ts";
import { badField, detail } from "../api-error.ts";
import { fenceOf, type Principal } from "../routing/principal.ts";
import { type Route, route } from "../routing/route.ts";
import { createFileColumns, type FileColumns } from "../series/file-columns.ts";
import { drawCharts } from "../series/draw-charts.ts";
import { takePacked } from "../series/take-packed.ts";
import { queryInt, streamProjectParams, streamRunParams } from "../wire/parameters.ts";
import { foundRun, runsOfProject } from "./found.ts";
import { throwUnlessDone } from "./runs.ts";

const tag = "series";
const { maxPoints, maxSeries } = BLOCK_LIMITS;
const MOST_RUNS = 200;
const MOST_NAMES = 200;
const MOST_LINES = 20_000;
/** Of all lines together: what a request may make the server answer. */
const MOST_BUCKETS = 8_000_000;

const number = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"]), z.null()]);
const column = z.array(number).max(maxPoints);
const pointsBody = z.object({
  attempt: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe("Refused unless it is the run's newest; a run's token says it anyway"),
  series: z
    .array(
      z.object({
        name: z.string().max(256),
        steps: z.array(z.number()).max(maxPoints),
        values: column.describe("NaN and infinities as words; null is NaN"),
        times: z.array(z.number()).max(maxPoints).optional().describe("Microseconds since 1970; default: now, for all"),
      }),
    )
    .max(maxSeries),
});
const answer = z.object({ series: z.number(), points: z.number() });

const chartBody = z.object({
  runs: z.array(z.string().max(64)).max(MOST_RUNS),
  names: z.array(z.string().max(256)).max(MOST_NAMES),
  from: z.number().optional().describe("First step; default: the first that any of the runs has, for each name"),
  to: z.number().optional().describe("Last step, included; default: the last that any of the runs has"),
  buckets: z.number().int().min(1).max(65_536).default(300),
});

export const seriesRoutes: readonly Route[] = [
  route({
    method: "POST",
    url: "/streams/v1/:namespace/:owner/:project/runs/:uuid/series",
    access: "own-run",
    summary: "Add points of many series to a run; the answer means that they are on disk (see docs/series.md)",
    tag,
    params: streamRunParams,
    body: pointsBody,
    success: { status: 200, body: answer },
    async handle({ params, body, principal }, deps) {
      const run = await foundRun(deps, params);
      const series = body.series.map((one) => columnsOf(one, deps.clock.now()));
      const points = series.reduce((sum, { steps }) => sum + steps.length, 0);
      if (points > maxPoints) throw badField("series", `expected at most ${maxPoints} points in all, found ${points}`);
      return await append(deps, run.uuid, { series, attempt: body.attempt, principal, bytes: null });
    },
  }),
  route({
    method: "POST",
    url: "/streams/v1/:namespace/:owner/:project/runs/:uuid/series/packed",
    access: "own-run",
    summary: "The same as bytes: a `PLXS` block (see docs/series.md)",
    tag,
    params: streamRunParams,
    query: z.object({ attempt: queryInt.optional() }),
    takesBytes: true,
    success: { status: 200, body: answer },
    async handle({ params, query, principal, request }, deps) {
      const run = await foundRun(deps, params);
      return await takePacked(deps, request, async (bytes) => {
        const series = readBlock(bytes);
        return await append(deps, run.uuid, { series, attempt: query.attempt, principal, bytes });
      });
    },
  }),
  route({
    method: "POST",
    url: "/streams/v1/:namespace/:owner/:project/runs/multi/series",
    access: "user",
    summary: "Chart data of many runs and metrics in one answer of bytes: a `PLXC` stream (see docs/series.md)",
    tag,
    params: streamProjectParams,
    body: chartBody,
    success: { status: 200, contentType: "application/octet-stream" },
    async handle({ params, body, reply }, deps) {
      if (body.runs.length * body.names.length > MOST_LINES)
        throw badField("names", `expected at most ${MOST_LINES} lines (runs times names) in one request`);
      if (body.runs.length * body.names.length * body.buckets > MOST_BUCKETS)
        throw badField("buckets", `expected at most ${MOST_BUCKETS} buckets in all (runs times names times buckets)`);
      if (body.from !== undefined && body.to !== undefined && body.to < body.from)
        throw badField("to", `expected a step that is not below from (${body.from}), found ${body.to}`);
      const ours = new Set<string>(await runsOfProject(deps, params.project, body.runs));
      const runs = body.runs.map((text) => {
        const uuid = parseRunId(text);
        return uuid !== null && ours.has(uuid) ? uuid : null;
      });
      const names = body.names.map((name) => (NAME.test(name) ? name : ""));
      const charts = drawCharts({ ...deps, fileColumns: columnsKept(deps) }, { ...body, runs, names });
      // What goes wrong before the first byte is answered as any other error.
      const first = await charts.next();
      reply.type("application/octet-stream").header("cache-control", "no-store");
      return reply.send(Readable.from(from(first, charts), { objectMode: false }));
    },
  }),
];

const NAME = /^[-\w.]{1,256}$/;

async function* from(first: IteratorResult<Uint8Array>, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (first.done !== true) yield first.value;
  yield* rest;
}

const kept = new WeakMap<ApiDeps["artifacts"], FileColumns>();

function columnsKept({ artifacts }: ApiDeps): FileColumns {
  const known = kept.get(artifacts) ?? createFileColumns(artifacts);
  kept.set(artifacts, known);
  return known;
}

function columnsOf(one: z.output<typeof pointsBody>["series"][number], now: number): SeriesPoints {
  const { name, steps, times, values } = one;
  const shown = JSON.stringify(name.slice(0, 60));
  for (const [what, given] of Object.entries({ values, times: times ?? steps })) {
    if (given.length !== steps.length)
      throw badField("series", `${shown} has ${steps.length} steps and ${given.length} ${what}; expected as many`);
  }
  return {
    name,
    steps: Float64Array.from(steps),
    times: times === undefined ? new Float64Array(steps.length).fill(now * 1000) : Float64Array.from(times),
    values: Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value))),
  };
}

function readBlock(bytes: Uint8Array): readonly SeriesPoints[] {
  try {
    return decodePointBlock(bytes, BLOCK_LIMITS);
  } catch (error) {
    if (error instanceof SeriesFormatError)
      throw detail(400, "malformed-series", `Malformed points: ${error.message}.`);
    throw error;
  }
}

async function append(
  deps: ApiDeps,
  run: RunId,
  given: {
    readonly series: readonly SeriesPoints[];
    readonly attempt: number | undefined;
    readonly principal: Principal;
    /** As they came; null: they are yet to be packed. */
    readonly bytes: Uint8Array | null;
  },
): Promise<z.output<typeof answer>> {
  const { attempt, principal, series } = given;
  const trouble = pointsTrouble(series);
  if (trouble !== null) throw badField("series", `${trouble}.`);
  const summaries = summariesOf(series);
  const points = summaries.reduce((sum, each) => sum + each.points, 0);
  const outcome = await deps.store.appendSeries(
    run,
    { points, bytes: given.bytes ?? encodePointBlock(series), summaries },
    { ...(attempt === undefined ? {} : { fence: attempt }), ...fenceOf(principal), now: deps.clock.now() },
  );
  if (outcome === "too-many-names")
    throw badField("series", "The run would have more than 10,000 series.", "too-many-series");
  throwUnlessDone(outcome);
  return { series: series.length, points };
}

import { isStatus } from "@polyaxon/lifecycle";
import type { AttemptName, AttemptReport, RunId, TrackedRecords } from "@polyaxon/orchestrator";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { jsonObject, queryInt } from "./parameters.ts";

/**
 * What agents send, in the agent protocol's version 1. Agents and servers of different ages work together: fields that are
 * not known are passed over, and a field that came later is optional.
 */

/** Stable names for people and for `run.agent`; the folder of the agent's own machine never depends on them. */
export const agentName = z
  .string()
  .regex(/^[a-z0-9](?:[-a-z0-9._]{0,61}[a-z0-9])?$/i, "expected letters, digits, '-', '.' and '_', at most 63");

export const runUuid = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .transform((hex) => hex as RunId);
const attempt = z.number().int().min(1);
/** When the attempt was claimed, as its claim says; agents of earlier versions do not. */
const claimedAt = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).exactOptional();
const text = z.string().max(64 * 1024);
const optionalText = text.nullish().transform((value) => value ?? null);

export const helloBody = z.object({
  version: z.string().max(100).default("unknown"),
  /** Major version of the protocol. */
  protocol: z.number().int().default(1),
  slots: z.number().int().min(0).max(100_000),
  queues: z.array(z.string().max(128)).max(1_000).default([]),
  instance: z.string().min(8).max(128),
  session: z
    .object({
      id: z.string().min(8).max(128),
      before: z.enum(["itself", "ended", "unknown"]).catch("unknown"),
      earlier: z.array(z.string().max(128)).max(100).nullable().catch(null),
    })
    .nullish()
    .transform((value) => value ?? null),
  /** Camel case as in claims: agents and servers share the type. */
  resources: z
    .object({
      cpuMillis: z.number().int().min(0).max(1e9),
      memoryBytes: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
      gpus: z.array(z.string().min(1).max(128)).max(1_024),
    })
    .nullish()
    .transform((value) => value ?? null),
});

export const pollBody = z.object({
  free_slots: z.number().int().min(0).max(100_000),
  wait_ms: z.number().min(0).max(120_000).default(20_000),
});

const conditionBody = z.object({
  type: z.string().refine(isStatus, "expected a status"),
  reason: optionalText,
  message: optionalText,
});

const outcomeBody = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("exited"),
    exitCode: z.number().int(),
    signal: optionalText,
    message: optionalText,
  }),
  z.object({ kind: z.literal("failed"), reason: text, message: text, retryable: z.boolean().default(false) }),
  z.object({ kind: z.literal("stopped"), message: optionalText }),
]);

export const reportBody = z.object({
  reports: z
    .array(
      z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("status"), run: runUuid, attempt, claimedAt, condition: conditionBody }),
        z.object({ kind: z.literal("finished"), run: runUuid, attempt, claimedAt, outcome: outcomeBody }),
      ]),
    )
    .max(1_000),
});

export const readReports = (body: z.output<typeof reportBody>): readonly AttemptReport[] => body.reports;

export const trackBody = z.object({
  inputs: jsonObject.optional(),
  outputs: jsonObject.optional(),
  metaInfo: jsonObject.optional(),
  tags: z.array(text).optional(),
  name: text.optional(),
  description: text.optional(),
  artifacts: z
    .array(
      z.object({
        name: text,
        kind: text,
        path: z.string().nullable(),
        state: text,
        summary: jsonObject,
        isInput: z.boolean(),
      }),
    )
    .optional(),
});

export const readTracked = (body: z.output<typeof trackBody>): TrackedRecords =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as TrackedRecords;

export const attemptParams = z.object({
  uuid: runUuid,
  attempt: z.coerce.number().int().min(1).max(1_000_000_000),
});

/** Of each call about an attempt: which of those with this number is meant. */
export const claimedQuery = z.object({ claimed: queryInt.optional() });

export const namedAttempt = (
  { attempt, uuid }: z.output<typeof attemptParams>,
  { claimed }: z.output<typeof claimedQuery>,
): AttemptName => ({ run: uuid, attempt, ...(claimed === undefined ? {} : { claimedAt: claimed }) });

/** Names the process of the agent that calls; null for those of earlier versions. */
export function sessionOf({ headers }: FastifyRequest): string | null {
  const session = headers[SESSION_HEADER];
  return typeof session === "string" && session.length <= 128 ? session : null;
}

const SESSION_HEADER = "x-polyaxon-agent-session";

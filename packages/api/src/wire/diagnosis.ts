import type { Diagnosis, Finding, Repaired } from "@polyaxon/orchestrator";
import { z } from "zod";
import { wireTime } from "./time.ts";

const findingSchema = z.object({
  kind: z.string(),
  subject: z.string(),
  since: z.string().nullable(),
  what: z.string(),
  /** What a repair does, or, when there is none, what a person can do. */
  advice: z.string(),
  repairable: z.boolean(),
});

export const diagnosisSchema = z.object({
  healthy: z.boolean(),
  findings: z.array(findingSchema),
  waiting: z.object({
    total: z.number(),
    by_waiter: z.record(z.string(), z.number()),
    /** Those that stand longest in their status. */
    oldest: z.array(
      z.object({
        run: z.string(),
        status: z.string(),
        waits_for: z.string(),
        detail: z.string(),
        since: z.string(),
        until: z.string().nullable(),
      }),
    ),
  }),
});

export const repairSchema = z.object({
  repaired: z.array(
    findingSchema.extend({
      outcome: z.enum(["repaired", "not-needed", "failed"]),
      message: z.string().nullable(),
    }),
  ),
  left: diagnosisSchema,
});

export type WireDiagnosis = z.infer<typeof diagnosisSchema>;
export type WireRepair = z.infer<typeof repairSchema>;

const wireFinding = ({ kind, subject, since, what, advice, repair }: Finding) => ({
  kind,
  subject,
  since: since === null ? null : wireTime(since),
  what,
  advice,
  repairable: repair !== null,
});

/** @param limit of the unfinished runs that are listed; all are counted */
export function wireDiagnosis({ findings, waiting }: Diagnosis, limit: number): WireDiagnosis {
  const byWaiter: Record<string, number> = {};
  for (const { waitsFor } of waiting) byWaiter[waitsFor] = (byWaiter[waitsFor] ?? 0) + 1;
  return {
    healthy: findings.length === 0,
    findings: findings.map(wireFinding),
    waiting: {
      total: waiting.length,
      by_waiter: byWaiter,
      oldest: waiting.slice(0, limit).map(({ run, status, waitsFor, detail, since, until }) => ({
        run,
        status,
        waits_for: waitsFor,
        detail,
        since: wireTime(since),
        until: until === null ? null : wireTime(until),
      })),
    },
  };
}

export const wireRepair = (
  { repaired, left }: { readonly repaired: readonly Repaired[]; readonly left: Diagnosis },
  limit: number,
): WireRepair => ({
  repaired: repaired.map(({ finding, outcome, message }) => ({ ...wireFinding(finding), outcome, message })),
  left: wireDiagnosis(left, limit),
});

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { AttemptRef } from "./executor-port.ts";

/** What a scratch folder says about whose it is. */
export interface ClaimMark {
  /** Of the claim it was made for; null for one of a server that does not say. */
  readonly claimedAt: number | null;
  /** The attempt may have been started in a folder that this one is a copy of: it is not started here. */
  readonly elsewhere: boolean;
  /** It was made after the attempt's own had been removed: what was started is not started again. */
  readonly lost?: boolean;
}

const MARK = "claim.json";

/** Null where there is none: no folder, or one that an earlier version made. */
export function readClaimMark(scratch: string): ClaimMark | null {
  try {
    const {
      claimedAt = null,
      elsewhere = false,
      lost = false,
    } = JSON.parse(readFileSync(join(scratch, MARK), "utf8")) as Partial<ClaimMark>;
    return { claimedAt, elsewhere, lost };
  } catch {
    // A power cut may have left half of it; what it was made for did not outlive that.
    return null;
  }
}

export function writeClaimMark(scratch: string, mark: ClaimMark): void {
  mkdirSync(scratch, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(join(scratch, MARK), JSON.stringify(mark), { mode: 0o600 });
  } catch (error) {
    // Half a mark, or a folder without one, would be taken for an attempt that an earlier version began.
    rmSync(join(scratch, MARK), { force: true });
    if (readdirSync(scratch).length === 0) rmdirSync(scratch);
    throw error;
  }
}

/**
 * Whether what lies in `scratch` is of another attempt that had the same number: its server's database was restored, and
 * counts anew. What says nothing is taken for this one's.
 */
export const isOfAnother = (mark: ClaimMark | null, { claimedAt }: AttemptRef): boolean =>
  mark !== null && !maybeSameClaim(mark.claimedAt, claimedAt);

/** Of one attempt number. A server of an earlier version says no time, and may serve the same database as one that does. */
export const maybeSameClaim = (one: number | null | undefined, other: number | null | undefined): boolean =>
  one === null || one === undefined || other === null || other === undefined || one === other;

/** Moves a folder out of the way; it goes with the other scratch after a while. Answers where it is, null when it was not there. */
export function setAside(folder: string, mark: ClaimMark): string | null {
  if (!existsSync(folder)) return null;
  const aside = `${folder}.earlier-${mark.claimedAt ?? "attempt"}`;
  mkdirSync(dirname(aside), { recursive: true });
  rmSync(aside, { recursive: true, force: true });
  renameSync(folder, aside);
  return aside;
}

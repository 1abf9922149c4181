import { createHash } from "node:crypto";
import type { Operation } from "@polyaxon/spec";

/**
 * Names what a run is of: 32 hex digits, the same for all runs whose component says the same, whatever their params. Pure.
 *
 * @param component as it was read from a stored operation, whose keys have one order
 */
export function componentState(component: NonNullable<Operation["component"]>): string {
  return createHash("sha256").update(JSON.stringify(component)).digest("hex").slice(0, 32);
}

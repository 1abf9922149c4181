import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readOrCreate } from "./data-folder.ts";

const MARK = ".polyaxon-artifacts";

/** A folder of artifacts is known by a mark in it: two servers may reach it by different paths. Made when missing. */
export const markOf = (artifacts: string): string =>
  readOrCreate(join(artifacts, MARK), () => randomBytes(16).toString("hex")).text;

/** Null when there is none. */
export function readMark(artifacts: string): string | null {
  try {
    return readFileSync(join(artifacts, MARK), "utf8").trim();
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw error;
  }
}

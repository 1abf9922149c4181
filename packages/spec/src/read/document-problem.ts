import type { SpecIssue } from "../issues/issue.ts";

/** A problem with its position, before it is known which file it is in and how severe it is. */
export type DocumentProblem = Omit<SpecIssue, "filename" | "severity">;

import type { SpecIssue } from "@polyaxon/spec";

/** What is read as a Polyaxonfile. */
export interface Source {
  readonly bytes: Uint8Array;
  /** As the person named it. */
  readonly filename: string;
  /** For content that a program made: the issue at the program's line, and that file's text. */
  readonly written?: (issue: SpecIssue) => { readonly issue: SpecIssue; readonly text: string };
}

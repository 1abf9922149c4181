import type { CliOverrides, CompileCode } from "@polyaxon/compiler";
import type { IssueCode } from "@polyaxon/spec";

/** Every code that reading, checking or compiling a Polyaxonfile can give. */
export type DiagnosticCode = IssueCode | CompileCode;

/** What `polyaxon explain` says of one code. Texts are plain, in the markup of a comment: names in backticks. */
export interface ErrorPage {
  /** One line. */
  readonly title: string;
  /** What it says about the file. */
  readonly what: string;
  /** Why it is an error, or worth a word. */
  readonly why: string;
  /** The smallest file that gives this code, and, unless `alsoGives` names others, only this. */
  readonly wrong: Example;
  /** The same file without the mistake. */
  readonly mended: Example;
  /** Codes that come along by nature: what waits for a circle is told beside the circle. */
  readonly alsoGives?: readonly DiagnosticCode[];
}

/** A file; or one with words of the command line, one that only compiling tells of, or one too odd to be printed. */
export type Example =
  | string
  | {
      readonly file: string;
      /** As typed after `polyaxon check -f polyaxonfile.yaml`. */
      readonly typed?: string;
      readonly overrides?: CliOverrides;
      /** Told by `polyaxon compile` and when it is run, not by `polyaxon check`. */
      readonly whenCompiled?: boolean;
      /** Told by a server whose agents manage these only. */
      readonly namespaces?: readonly string[];
    }
  | {
      /** In words, in place of the text. */
      readonly described: string;
      readonly bytes: () => Uint8Array | string;
    };

/** The pages of a family of codes. */
export type PagesOf<Prefix extends string> = Readonly<Record<Extract<DiagnosticCode, `${Prefix}${string}`>, ErrorPage>>;

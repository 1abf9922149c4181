import type { CompileCode } from "@polyaxon/compiler";

export const REFERENCE_KINDS = ["hubRef", "pathRef", "urlRef"] as const;
export type ReferenceKind = (typeof REFERENCE_KINDS)[number];

/** Where a document was written: what its own references are relative to, and what they may reach. */
export type Origin =
  | {
      readonly kind: "file";
      /** Absolute, without links. */
      readonly file: string;
      /** No `pathRef` leads out of this folder. Absolute, without links. */
      readonly root: string;
    }
  | { readonly kind: "hub" }
  | { readonly kind: "url" }
  /** It came as text over the network. */
  | { readonly kind: "submission" };

/** What a reference leads to, not yet looked into. */
export interface ReferredText {
  /** The same for two references that lead to the same thing. */
  readonly identity: string;
  readonly bytes: Uint8Array | string;
  /** As it is named in messages. */
  readonly filename: string;
  readonly origin: Origin;
}

export type ReferenceCode = Extract<CompileCode, `reference.${string}`>;

export interface ReferenceProblem {
  readonly code: ReferenceCode;
  readonly message: string;
  readonly hint?: string;
}

export type Referred =
  | { readonly ok: true; readonly text: ReferredText }
  | { readonly ok: false; readonly problem: ReferenceProblem };

/** One kind of reference. Expected trouble is an answer; only bugs throw. Reading twice gives the same or newer content. */
export type ReferenceReader = (reference: string, from: Origin) => Promise<Referred>;

/** What each kind of reference is read with. */
export type Readers = Readonly<Record<ReferenceKind, ReferenceReader>>;

export const problem = (code: ReferenceCode, message: string, hint?: string | null): Referred => ({
  ok: false,
  problem: { code, message, ...(hint === undefined || hint === null ? {} : { hint }) },
});

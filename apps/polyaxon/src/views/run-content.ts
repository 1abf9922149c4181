import type { Run } from "@polyaxon/client";
import { tunedParams } from "./tuned-params.ts";

/** The operation of a run as its answer carries it, compiled if it has been; null when there is none to read. */
export function contentOf(run: Run): unknown {
  try {
    return JSON.parse(run.content ?? run.raw_content ?? "null");
  } catch {
    return null;
  }
}

/** Names that the sweep varies, as its operation says. */
export const tunedBy = (sweep: Run): readonly string[] => tunedParams(contentOf(sweep));

/** What a run was given and what it has logged since; without an operation to tell them apart, all was given. */
export function splitInputs(run: Run): {
  readonly given: Readonly<Record<string, unknown>>;
  readonly logged: Readonly<Record<string, unknown>>;
} {
  const inputs = run.inputs ?? {};
  const content = contentOf(run);
  const declared = declaredInputs(content);
  if (declared === null) return { given: inputs, logged: {} };
  const known = new Set([...declared, ...paramsOf(content)]);
  const pick = (wanted: boolean) =>
    Object.fromEntries(Object.entries(inputs).filter(([name]) => known.has(name) === wanted));
  return { given: pick(true), logged: pick(false) };
}

/** Of a compiled operation, or of the component of one that is not compiled yet. */
function declaredInputs(content: unknown): ReadonlySet<string> | null {
  if (typeof content !== "object" || content === null) return null;
  const { component, inputs } = content as { readonly component?: { readonly inputs?: unknown }; inputs?: unknown };
  const declared = inputs ?? component?.inputs;
  return new Set(Array.isArray(declared) ? declared.map(({ name }: { name: string }) => name) : []);
}

/** What somebody gave it, also what its component does not know: it was refused for that, and has logged nothing. */
function paramsOf(content: unknown): readonly string[] {
  const { params } = content as { readonly params?: unknown };
  return typeof params === "object" && params !== null ? Object.keys(params) : [];
}

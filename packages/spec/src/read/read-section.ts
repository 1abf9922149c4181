import { build, event, hook, join, schedule } from "../schema/automation.ts";
import { cache } from "../schema/cache.ts";
import { compiledOperation, component, operation, run } from "../schema/documents.ts";
import { earlyStopping } from "../schema/early-stopping.ts";
import { environment } from "../schema/environment.ts";
import { hyperParameter } from "../schema/hyper-parameters.ts";
import { init } from "../schema/init.ts";
import { io } from "../schema/io.ts";
import { container } from "../schema/kubernetes.ts";
import { matrix } from "../schema/matrix.ts";
import { longParam, params } from "../schema/param.ts";
import { plugins } from "../schema/plugins.ts";
import { termination } from "../schema/termination.ts";
import type { SpecPath } from "../issues/issue.ts";
import { type AnySchema, type Output, readAll } from "../schema/schema.ts";

const SECTIONS = {
  build,
  cache,
  compiledOperation,
  component,
  container,
  earlyStopping,
  environment,
  event,
  hook,
  hyperParameter,
  init,
  io,
  join,
  matrix,
  operation,
  param: longParam,
  params,
  plugins,
  run,
  schedule,
  termination,
} as const;

type Sections = typeof SECTIONS;
export type SectionName = keyof Sections;

export type SectionResult<N extends SectionName> =
  | { readonly ok: true; readonly value: Output<Sections[N]> }
  | { readonly ok: false; readonly problems: readonly { readonly path: SpecPath; readonly message: string }[] };

/**
 * Reads one section from plain data, for values that do not come from a file: a patched run, a rendered matrix, a flag of a
 * command line. Paths are relative to the value.
 */
export function readSection<N extends SectionName>(name: N, value: unknown): SectionResult<N> {
  const { problems, value: read } = readAll<AnySchema>(SECTIONS[name], value);
  if (problems.length === 0) return { ok: true, value: read as Output<Sections[N]> };
  return { ok: false, problems: problems.map(({ path, message }) => ({ path: path ?? [], message })) };
}

import type { CompileIssue } from "@polyaxon/compiler";
import { type Component, isTemplate, type Operation, type SpecPath } from "@polyaxon/spec";
import type { Origin, ReferenceReader } from "./reference-reader.ts";

/** A component that runs beside an operation: of a hook, of a build, of a matrix's tuner. */
interface SideReference {
  readonly hubRef: string;
  readonly path: SpecPath;
}

/** Different components that are looked up for one operation. */
const MOST_LOOKED_UP = 100;

/**
 * What of the hooks, builds and tuners of an operation, and of all in its dags, leads to nothing. Their components are brought when
 * they are run, and not before: here they are only looked up. Names that a template makes are not known yet.
 */
export async function sideReferenceIssues(
  operation: Operation,
  origin: Origin,
  hubRef: ReferenceReader,
): Promise<readonly CompileIssue[]> {
  const issues: CompileIssue[] = [];
  const known = new Map<string, Awaited<ReturnType<ReferenceReader>>>();
  for (const side of sidesOf(operation, [])) {
    if (isTemplate(side.hubRef)) continue;
    let referred = known.get(side.hubRef);
    if (referred === undefined) {
      if (known.size >= MOST_LOOKED_UP) break;
      referred = await hubRef(side.hubRef, origin);
      known.set(side.hubRef, referred);
    }
    if (!referred.ok) issues.push({ ...referred.problem, category: "polyaxonfile", path: side.path });
  }
  return issues;
}

/** Whether there is anything to look up; costs a look at each operation of its dags. */
export function hasSideReferences(operation: Operation): boolean {
  for (const _side of sidesOf(operation, [])) return true;
  return false;
}

function* sidesOf(operation: Operation, path: SpecPath): Iterable<SideReference> {
  const { component, matrix } = operation;
  yield* ofSections(operation, path);
  if (matrix !== undefined && "tuner" in matrix && typeof matrix.tuner === "object")
    yield { hubRef: matrix.tuner.hubRef, path: [...path, "matrix", "tuner", "hubRef"] };
  if (component !== undefined) yield* ofComponent(component, [...path, "component"]);
}

function* ofComponent(component: Component, path: SpecPath): Iterable<SideReference> {
  yield* ofSections(component, path);
  const { run } = component;
  if (run.kind !== "dag") return;
  for (const [index, each] of listOf<Operation>(run.operations).entries())
    yield* sidesOf(each, [...path, "run", "operations", index]);
  for (const [index, each] of listOf<Component>(run.components).entries())
    yield* ofComponent(each, [...path, "run", "components", index]);
}

function* ofSections({ build, hooks }: Pick<Component, "build" | "hooks">, path: SpecPath): Iterable<SideReference> {
  if (typeof build === "object") yield { hubRef: build.hubRef, path: [...path, "build", "hubRef"] };
  for (const [index, { hubRef }] of listOf<{ readonly hubRef: string }>(hooks).entries())
    yield { hubRef, path: [...path, "hooks", index, "hubRef"] };
}

const listOf = <T>(value: unknown): readonly T[] => (Array.isArray(value) ? (value as readonly T[]) : []);

import { resolve } from "node:path";
import type { CompileIssue } from "@polyaxon/compiler";
import type { Resolution } from "@polyaxon/references";
import type { Component, Operation } from "@polyaxon/spec";
import { HUB_FOLDER } from "../hub-folder.ts";
import { programName } from "../programs/program-name.ts";
import type { CliContext } from "./cli-context.ts";
import { urlReaderOf } from "./outgoing-addresses.ts";
import type { Source } from "./source.ts";

/** Puts the components that an operation of a file refers to into it. */
export type ResolveReferences = (operation: Operation, source: Source) => Promise<LookedUp>;

/** Beside what the references lead to, what of its hooks, builds and tuners leads to nothing. */
type LookedUp = Resolution & { readonly besides?: readonly CompileIssue[] };

/**
 * On this machine: the hub that is shipped, files beside the one that refers to them, and the web.
 *
 * @throws CliError for a setting that is malformed
 */
export function referenceResolver({ cwd, env }: Pick<CliContext, "cwd" | "env">): ResolveReferences {
  return async (operation, { filename }) => {
    const { component } = operation;
    // Most files refer to nothing: what reads references is not loaded for them.
    if (component !== undefined && component.run.kind !== "dag" && !mayHaveSides(operation, component))
      return { ok: true, operation, resolved: [] };
    const references = await import("@polyaxon/references");
    const hasSides = references.hasSideReferences(operation);
    if (!references.hasOpenReferences(operation) && !hasSides) return { ok: true, operation, resolved: [] };
    const { fileOrigin, folderHub, hubReader, pathReader, resolveReferences, urlReader } = references;
    const origin = await fileOrigin(resolve(cwd, programName(filename)?.file ?? filename));
    const readers = {
      hubRef: hubReader(folderHub(HUB_FOLDER)),
      pathRef: pathReader(),
      urlRef: urlReaderOf(env, urlReader),
    };
    const resolution = await resolveReferences(operation, { origin, readers });
    if (!hasSides) return resolution;
    return { ...resolution, besides: await references.sideReferenceIssues(operation, origin, readers.hubRef) };
  };
}

const mayHaveSides = ({ build, hooks, matrix }: Operation, component: Component): boolean =>
  build !== undefined ||
  hooks !== undefined ||
  matrix !== undefined ||
  component.build !== undefined ||
  component.hooks !== undefined;

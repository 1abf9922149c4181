import { resolve } from "node:path";
import type { Resolution } from "@polyaxon/references";
import type { Operation } from "@polyaxon/spec";
import { HUB_FOLDER } from "../hub-folder.ts";
import { programName } from "../programs/program-name.ts";
import type { CliContext } from "./cli-context.ts";
import { urlReaderOf } from "./outgoing-addresses.ts";
import type { Source } from "./source.ts";

/** Puts the components that an operation of a file refers to into it. */
export type ResolveReferences = (operation: Operation, source: Source) => Promise<Resolution>;

/**
 * On this machine: the hub that is shipped, files beside the one that refers to them, and the web.
 *
 * @throws CliError for a setting that is malformed
 */
export function referenceResolver({ cwd, env }: Pick<CliContext, "cwd" | "env">): ResolveReferences {
  return async (operation, { filename }) => {
    const { component } = operation;
    // Most files refer to nothing: what reads references is not loaded for them.
    if (component !== undefined && component.run.kind !== "dag") return { ok: true, operation, resolved: [] };
    const references = await import("@polyaxon/references");
    if (!references.hasOpenReferences(operation)) return { ok: true, operation, resolved: [] };
    const { fileOrigin, folderHub, hubReader, pathReader, resolveReferences, urlReader } = references;
    const origin = await fileOrigin(resolve(cwd, programName(filename)?.file ?? filename));
    const readers = {
      hubRef: hubReader(folderHub(HUB_FOLDER)),
      pathRef: pathReader(),
      urlRef: urlReaderOf(env, urlReader),
    };
    return await resolveReferences(operation, { origin, readers });
  };
}

import { allowAll, type SubmissionGates } from "@polyaxon/orchestrator";
import { folderHub, hubReader, pathReader, resolveReferences, urlReader } from "@polyaxon/references";
import { HUB_FOLDER } from "../hub-folder.ts";
import { OUTGOING_HINT } from "../outgoing-settings.ts";

/** Longest that the references of one submission may take, in milliseconds. */
const TIMEOUT_MS = 30_000;

/**
 * What submissions pass on a server: everybody may use everything, references lead to the hub that is shipped and to the web.
 *
 * @param outgoingAllowed addresses that may be called although they are not on the public internet
 */
export function submissionGates(outgoingAllowed: readonly string[]): SubmissionGates {
  const readers = {
    hubRef: hubReader(folderHub(HUB_FOLDER)),
    pathRef: pathReader(),
    urlRef: urlReader(outgoingAllowed, OUTGOING_HINT),
  };
  return {
    checkAccess: allowAll,
    async resolveReferences(operation) {
      const deadline = AbortSignal.timeout(TIMEOUT_MS);
      const resolved = await resolveReferences(operation, { readers, origin: { kind: "submission" }, deadline });
      if (resolved.ok) return { ok: true, operation: resolved.operation };
      const messages = resolved.issues.map(({ hint, message }) =>
        hint === undefined ? message : `${message}; ${hint}`,
      );
      return { ok: false, messages };
    },
  };
}

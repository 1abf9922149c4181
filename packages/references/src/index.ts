export { type Hub, folderHub } from "./folder-hub.ts";
export { hubReader } from "./hub-reader.ts";
export { fileOrigin, pathReader } from "./path-reader.ts";
export type { Origin, Readers, ReferenceKind, ReferenceReader } from "./reference-reader.ts";
export { type Resolution, hasOpenReferences, resolveReferences } from "./resolve-references.ts";
export { hasSideReferences, sideReferenceIssues } from "./side-references.ts";
export { urlReader } from "./url-reader.ts";

export {
  ArtifactError,
  type AppendOutcome,
  type ArtifactContent,
  type ArtifactListing,
  type ArtifactStat,
  type ArtifactStore,
  type OpenedArtifact,
  type ReceivedFile,
  type UnpackLimits,
  type WriteOptions,
  type WriteOutcome,
} from "./artifact-store.ts";
export { folderArtifactStore } from "./folder-artifact-store.ts";

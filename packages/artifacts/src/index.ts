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
export { ArtifactDiskError } from "./artifact-disk-error.ts";
export { folderArtifactStore } from "./folder-artifact-store.ts";
export { folderSeriesFiles, SERIES_FOLDER, type OpenedChunk, type SeriesFiles } from "./series-files.ts";

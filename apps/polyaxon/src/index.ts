export * from "@polyaxon/authoring";
export {
  type ArtifactOptions,
  type InitOptions,
  type MetricOptions,
  tracking,
  type Tracking,
} from "@polyaxon/tracking";

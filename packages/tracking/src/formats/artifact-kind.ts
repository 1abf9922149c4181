/** Every kind of tracked artifact; the client refuses others (api reference §13.1). */
export const ARTIFACT_KINDS = [
  "model",
  "audio",
  "video",
  "histogram",
  "image",
  "tensor",
  "dataframe",
  "chart",
  "csv",
  "tsv",
  "psv",
  "ssv",
  "metric",
  "env",
  "html",
  "text",
  "file",
  "dir",
  "dockerfile",
  "docker_image",
  "data",
  "coderef",
  "table",
  "tensorboard",
  "curve",
  "confusion",
  "analysis",
  "iteration",
  "markdown",
  "system",
  "artifact",
  "span",
] as const;

export type ArtifactKind = (typeof ARTIFACT_KINDS)[number];

const KNOWN: ReadonlySet<string> = new Set(ARTIFACT_KINDS);

export function isArtifactKind(text: string): text is ArtifactKind {
  return KNOWN.has(text);
}

/** Kinds whose event file is JSON lines; the others are pipe tables. */
export function isJsonLinesKind(kind: ArtifactKind): boolean {
  return kind === "html" || kind === "text" || kind === "chart" || kind === "span";
}

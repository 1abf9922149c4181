import {
  commaList,
  looseInteger,
  object,
  templatedBoolean,
  templatedInteger,
  templatedList,
  text,
  words,
} from "./scalars.ts";
import { orTemplate } from "./choices.ts";
import { isMapping, wrongType } from "./reader.ts";
import { section } from "./section.ts";
import { type Output, Schema } from "./schema.ts";

/** The object types that inputs, outputs and init steps share. Unknown keys are refused. */

/** A path, or a pair of where it is and where it goes. */
export const pathOrPair = new Schema<string | readonly [string, string]>("pair", (value, findings) => {
  if (typeof value === "string") return value;
  const isPair = Array.isArray(value) && value.length === 2 && value.every((item) => typeof item === "string");
  return isPair ? (value as [string, string]) : wrongType(findings, "a path or a pair [from, to]");
});

export const gitType = section({
  url: text.optional(),
  revision: text.optional(),
  flags: templatedList(text).optional(),
});
export type GitType = Output<typeof gitType>;

export const artifactsType = section({
  files: templatedList(pathOrPair).optional(),
  dirs: templatedList(pathOrPair).optional(),
  workers: templatedInteger.optional(),
});
export type ArtifactsType = Output<typeof artifactsType>;

const environmentPairs = new Schema<Readonly<Record<string, unknown>> | readonly (readonly [string, unknown])[]>(
  { is: "either", of: [object, new Schema("name-value-pairs", (value) => value)] },
  (value, findings) => {
    if (isMapping(value)) return value;
    const arePairs = Array.isArray(value) && value.every((item) => Array.isArray(item) && item.length === 2);
    return arePairs ? (value as [string, unknown][]) : wrongType(findings, "a mapping or a list of [name, value]");
  },
);

export const dockerfileType = section({
  image: text,
  env: orTemplate(environmentPairs).optional(),
  path: templatedList(text).optional(),
  copy: templatedList(pathOrPair).optional(),
  postRunCopy: templatedList(pathOrPair).optional(),
  run: templatedList(text).optional(),
  langEnv: text.optional(),
  uid: orTemplate(looseInteger).optional(),
  gid: orTemplate(looseInteger).optional(),
  username: text.optional(),
  filename: text.optional(),
  workdir: text.optional(),
  workdirPath: text.optional(),
  shell: text.optional(),
});
export type DockerfileType = Output<typeof dockerfileType>;

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
const artifactKind = words(...(ARTIFACT_KINDS as unknown as readonly ["model", ...string[]]));

export const fileType = section({
  content: text,
  filename: text.optional(),
  kind: orTemplate(artifactKind).optional(),
  chmod: text.optional(),
});
export type FileType = Output<typeof fileType>;

export const UUID =
  /^(?:[uU][rR][nN]:[uU][uU][iI][dD]:)?\{?[\da-fA-F]{8}-?[\da-fA-F]{4}-?[\da-fA-F]{4}-?[\da-fA-F]{4}-?[\da-fA-F]{12}\}?$/;

/** 32 hex digits, or undefined when the text is no UUID. */
export function uuidHex(value: unknown): string | undefined {
  if (typeof value !== "string" || !UUID.test(value)) return undefined;
  return value
    .replace(/^urn:uuid:/i, "")
    .replaceAll(/[{}-]/g, "")
    .toLowerCase();
}

const uuids = new Schema<readonly string[]>("uuids", (value, findings) => {
  const items = commaList.read(value, findings);
  if (!Array.isArray(items)) return [];
  return items.map((item) => uuidHex(item) ?? wrongType(findings, "a list of UUIDs"));
});

export const tensorboardType = section({
  port: templatedInteger.optional(),
  uuids: orTemplate(uuids).optional(),
  useNames: templatedBoolean.optional(),
  pathPrefix: text.optional(),
  plugins: orTemplate(commaList).optional(),
});
export type TensorboardType = Output<typeof tensorboardType>;

export const eventType = section({ name: text.optional(), kind: text.optional() });

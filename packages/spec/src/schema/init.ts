import { orTemplate } from "./choices.ts";
import { artifactsType, dockerfileType, fileType, gitType, pathOrPair, tensorboardType } from "./io-types.ts";
import { container } from "./kubernetes.ts";
import { report } from "./reader.ts";
import { listOf, text } from "./scalars.ts";
import { section } from "./section.ts";
import { type Output, Schema } from "./schema.ts";

const SOURCES = [
  "artifacts",
  "paths",
  "git",
  "dockerfile",
  "file",
  "tensorboard",
  "lineageRef",
  "modelRef",
  "artifactRef",
] as const;

const paths = new Schema<string | readonly (string | readonly [string, string])[]>(
  { is: "either", of: [listOf(pathOrPair), text] },
  (value, findings) => (typeof value === "string" ? value : listOf(pathOrPair).read(value, findings)),
);

/** One step before the main container: at most one source, a connection, a container of one's own. */
export const init = section(
  {
    artifacts: orTemplate(artifactsType).optional(),
    paths: paths.optional(),
    git: orTemplate(gitType).optional(),
    dockerfile: orTemplate(dockerfileType).optional(),
    file: orTemplate(fileType).optional(),
    tensorboard: orTemplate(tensorboardType).optional(),
    lineageRef: text.optional(),
    modelRef: text.optional(),
    artifactRef: text.optional(),
    connection: text.optional(),
    path: text.optional(),
    container: orTemplate(container).optional(),
  },
  {
    check: (fields, findings) => {
      const given = SOURCES.filter((source) => fields[source] !== undefined);
      if (given.length > 1) {
        const message = `an init step has one source, this has ${given.map((source) => `\`${source}\``).join(" and ")}`;
        report(findings, { code: "PLX-308", message, path: [given[1]!], atKey: true, hint: "write one step for each" });
      }
      const git = fields["git"];
      const hasUrl = typeof git !== "object" || git === null || (git as { url?: string }).url !== undefined;
      if (git !== undefined && !hasUrl && fields["connection"] === undefined) {
        const message = "`git` without a `url` needs a `connection` that has one";
        report(findings, { code: "PLX-308", message, path: ["git"] });
      }
    },
  },
);
export type Init = Output<typeof init>;

import { ArtifactError, type ReceivedFile } from "@polyaxon/artifacts";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { ApiDeps } from "../api-deps.ts";
import { streamError } from "../api-error.ts";

/** An upload whose bytes are on disk and whose place is known. */
export interface Upload {
  readonly file: ReceivedFile;
  /** Without the folders that clients put into it. */
  readonly fileName: string;
  readonly path: string;
  readonly untar: boolean;
  readonly overwrite: boolean;
}

const MOST_BYTES = 5 * 1024 ** 3;

const placeSchema = z.object({
  untar: z.boolean().nullish(),
  overwrite: z.boolean().nullish(),
  path: z.string().nullish(),
  connection: z.string().nullish(),
});

/**
 * Reads a form with the parts `upload_file` and `json`, in either order. Whoever takes the file ends it.
 *
 * @param check throws when it may not go to its place; the file is discarded then
 */
export async function receiveUpload(
  request: FastifyRequest,
  deps: ApiDeps,
  check: (upload: Upload) => void,
): Promise<Upload> {
  if (!request.isMultipart()) throw streamError(415, "unsupported-media-type", "expected multipart/form-data");
  const maxBytes = deps.settings.maxUploadBytes ?? MOST_BYTES;
  let file: ReceivedFile | null = null;
  let fileName = "";
  let json: unknown = {};
  try {
    for await (const part of readable(request.parts())) {
      if (part.type === "file") {
        if (file !== null || part.fieldname !== "upload_file")
          throw streamError(400, "invalid-upload", "expected one file, in the part upload_file");
        fileName = baseName(part.filename);
        file = await deps.artifacts.receive(readable(part.file), { maxBytes });
      } else if (part.fieldname === "json") json = parsePlace(part.value);
    }
    if (file === null) throw streamError(400, "invalid-upload", "expected a file in the part upload_file");
    const place = placeSchema.safeParse(json);
    if (!place.success)
      throw streamError(400, "invalid-upload", `the part json is not valid: ${place.error.issues[0]?.message ?? ""}`);
    const { untar, overwrite, path } = place.data;
    const upload = { file, fileName, path: path ?? "", untar: untar ?? true, overwrite: overwrite ?? true };
    check(upload);
    return upload;
  } catch (error) {
    await file?.discard();
    if (error instanceof ArtifactError && error.code === "too-large")
      throw streamError(413, "too-large", error.message);
    throw error;
  }
}

/** What is the matter with a form, or that its sender hung up, is the caller's: the parser says so by plain errors. */
async function* readable<T>(parts: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* parts;
  } catch (error) {
    // Those of the plug-in have a code, and their own words.
    if (error instanceof Error && "code" in error && String(error.code).startsWith("FST_")) throw error;
    const why = error instanceof Error ? error.message : "unreadable";
    throw streamError(400, "invalid-upload", `the form cannot be read: ${why}`);
  }
}

function parsePlace(value: unknown): unknown {
  try {
    return typeof value === "string" ? (JSON.parse(value) as unknown) : value;
  } catch {
    throw streamError(400, "invalid-upload", "the part json is not JSON");
  }
}

/** Clients send whole paths of theirs, with either slash. */
function baseName(text: string): string {
  const name = text.split(/[\\/]/).at(-1) ?? "";
  if (name === "" || name === "." || name === "..")
    throw streamError(400, "invalid-upload", "the uploaded file has no name");
  return name;
}

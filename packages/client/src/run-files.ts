import { answerOf, type Transport } from "./transport.ts";
import type { FileListing } from "./wire.ts";

/** Bytes as they come, with what the server says of them. */
export interface Download {
  readonly body: ReadableStream<Uint8Array>;
  /** Null where it is not known beforehand, as for an archive. */
  readonly sizeBytes: number | null;
  /** The path named a folder: a tar.gz of what is in it. */
  readonly isArchive: boolean;
}

export interface UploadPlace {
  /** The file's name, or of a tar.gz. */
  readonly name: string;
  /** The folder in the run; "" is the run's own. */
  readonly folder: string;
  /** What is there: replaced (default), or kept, and then nothing is uploaded. */
  readonly overwrite?: boolean;
}

/** Columns of one series, equally long. */
export interface NewPoints {
  readonly name: string;
  readonly steps: number[];
  readonly values: (number | "NaN" | "Infinity" | "-Infinity")[];
  /** Microseconds since 1970. */
  readonly times: number[];
}

/** A run's files: paths are relative to its folder, such as `outputs/model.pt`. None of the transfers has a time limit. */
export interface RunFileCalls {
  /** One level; "" is the run's own folder. */
  list(uuid: string, folder: string): Promise<FileListing>;
  /** A file, or a folder as tar.gz; "" is all of the run. @throws NotFoundError */
  download(uuid: string, path: string): Promise<Download>;
  /** A series of events with the files that its rows name, as a tar.gz of their paths. */
  downloadEvents(uuid: string, kind: string, name: string): Promise<Download>;
  /** The text of an event file; null when the run has nothing of this name. */
  eventText(uuid: string, kind: string, name: string): Promise<string | null>;
  /** Adds points to series of the run (docs/series.md). Those that are there already change no chart. */
  addPoints(uuid: string, series: readonly NewPoints[]): Promise<void>;
  upload(uuid: string, file: Blob, place: UploadPlace): Promise<void>;
  /** A tar.gz, unpacked into the folder, which it replaces unless that is the run's own. */
  uploadArchive(uuid: string, archive: Blob, place: UploadPlace): Promise<void>;
  /** A file, or a folder with all that is in it. @throws InvalidRequestError when there is nothing */
  delete(uuid: string, path: string): Promise<void>;
}

const BASE = "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}";

/** @internal */
export function runFileCalls(
  { routes, patiently }: Transport,
  inProject: { readonly owner: string; readonly project: string },
): RunFileCalls {
  const pathOf = (uuid: string) => ({ ...inProject, uuid, namespace });
  const send =
    (what: "artifact" | "artifacts") =>
    async (uuid: string, file: Blob, { name, folder, overwrite = true }: UploadPlace): Promise<void> => {
      const form = new FormData();
      form.append("json", JSON.stringify({ untar: what === "artifacts", path: folder, overwrite }));
      form.append("upload_file", file, name);
      const call = routes.POST(`${BASE}/${what}`, {
        params: { path: pathOf(uuid) },
        // The contract leaves out the form; its two parts are what every client of this route sends.
        ...({ body: form } as object),
        bodySerializer: () => form,
        fetch: patiently,
      });
      await answerOf("POST", call);
    };
  return {
    list: (uuid, folder) =>
      answerOf(
        "GET",
        routes.GET(`${BASE}/artifacts/tree`, { params: { path: pathOf(uuid), query: { path: folder } } }),
      ),
    async download(uuid, path) {
      const call = routes.GET(`${BASE}/artifacts`, {
        params: { path: pathOf(uuid), query: { path, check_path: "true" } },
        parseAs: "stream",
        fetch: patiently,
      });
      const body = await answerOf<ReadableStream<Uint8Array> | null | undefined>("GET", call);
      const { headers } = (await call).response;
      const length = headers.get("content-length");
      return {
        // An empty file has no body at all.
        body: body ?? new Blob([]).stream(),
        sizeBytes: length === null ? null : Number(length),
        isArchive: length === null && /\.tar\.gz"?$/.test(headers.get("content-disposition") ?? ""),
      };
    },
    async downloadEvents(uuid, kind, name) {
      const call = routes.GET(`${BASE}/events/{kind}`, {
        params: { path: { ...pathOf(uuid), kind }, query: { names: name, pkg_assets: "true" } },
        parseAs: "stream",
        fetch: patiently,
      });
      const body = await answerOf<ReadableStream<Uint8Array> | null | undefined>("GET", call);
      return { body: body ?? new Blob([]).stream(), sizeBytes: null, isArchive: true };
    },
    async eventText(uuid, kind, name) {
      const params = { path: { ...pathOf(uuid), kind }, query: { names: name, orient: "csv" as const } };
      const call = routes.GET(`${BASE}/events/{kind}`, { params, fetch: patiently });
      const { data } = await answerOf<{ readonly data: readonly { readonly data: unknown }[] }>("GET", call);
      const text = data[0]?.data;
      return typeof text === "string" ? text : null;
    },
    async addPoints(uuid, series) {
      const body = { series: [...series] };
      await answerOf("POST", routes.POST(`${BASE}/series`, { params: { path: pathOf(uuid) }, body, fetch: patiently }));
    },
    upload: send("artifact"),
    uploadArchive: send("artifacts"),
    async delete(uuid, path) {
      const params = { path: pathOf(uuid), query: { path } };
      await answerOf("DELETE", routes.DELETE(`${BASE}/artifacts`, { params }));
    },
  };
}

/** An opaque segment for a server without a cluster. */
export const namespace = "polyaxon";

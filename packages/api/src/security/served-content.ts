import type { FastifyReply } from "fastify";

/** Shown in place by browsers, because it can neither run nor draw a page. Everything else is a download. */
const SAFE: Readonly<Record<string, string>> = {
  txt: "text/plain; charset=utf-8",
  log: "text/plain; charset=utf-8",
  csv: "text/plain; charset=utf-8",
  tsv: "text/plain; charset=utf-8",
  plx: "text/plain; charset=utf-8",
  jsonl: "text/plain; charset=utf-8",
  yaml: "text/plain; charset=utf-8",
  yml: "text/plain; charset=utf-8",
  json: "application/json; charset=utf-8",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  bmp: "image/bmp",
  mp3: "audio/mpeg",
  wav: "audio/wav",
  ogg: "audio/ogg",
  mp4: "video/mp4",
  webm: "video/webm",
};

/** Headers for bytes that somebody's code wrote: no sniffing, no scripts, no pages. */
export function serveUserContent(reply: FastifyReply, fileName: string): void {
  const type = SAFE[/\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? ""];
  reply.header("content-type", type ?? "application/octet-stream");
  reply.header(
    "content-security-policy",
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox",
  );
  reply.header("content-disposition", contentDisposition(type === undefined ? "attachment" : "inline", fileName));
}

/** The headers of an archive that we made: clients know it by the quoted `.tar.gz"`. */
export function serveArchive(reply: FastifyReply, archiveName: string): void {
  reply.header("content-type", "application/gzip");
  reply.header(
    "content-disposition",
    `attachment; filename="${asciiName(archiveName)}"; filename*=${encodedName(archiveName)}`,
  );
}

/** A stored file that happens to be an archive is named without quotes, or clients would unpack or rename it. */
function contentDisposition(kind: "inline" | "attachment", fileName: string): string {
  const extended = `filename*=${encodedName(fileName)}`;
  return /\.tar(?:\.gz)?$/i.test(fileName)
    ? `${kind}; ${extended}`
    : `${kind}; filename="${asciiName(fileName)}"; ${extended}`;
}

const asciiName = (name: string): string => name.replaceAll(/[^ !#-[\]-~]/g, "_");
const encodedName = (name: string): string =>
  `UTF-8''${encodeURIComponent(name.replaceAll(/\p{Surrogate}/gu, "_")).replaceAll(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)}`;

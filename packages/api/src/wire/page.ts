import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { ApiSettings } from "../api-deps.ts";

export const pageSchema = <T extends z.ZodType>(item: T) =>
  z.object({
    count: z.number().nullable(),
    next: z.string().nullable(),
    previous: z.string().nullable(),
    results: z.array(item),
  });

export interface WirePage<T> {
  readonly count: number | null;
  readonly next: string | null;
  readonly previous: string | null;
  readonly results: readonly T[];
}

/** A page in upstream's shape; the links are absolute and keep the other parameters. */
export function wirePage<T>(
  request: FastifyRequest,
  settings: ApiSettings,
  page: { readonly count: number | null; readonly results: readonly T[] },
  window: { readonly limit: number; readonly offset: number },
): WirePage<T> {
  const { count, results } = page;
  const link = (offset: number): string => pageLink(request, settings, window.limit, offset);
  const { limit, offset } = window;
  return {
    count,
    next: count !== null && limit > 0 && offset + limit < count ? link(offset + limit) : null,
    previous: count !== null && limit > 0 && offset > 0 ? link(Math.max(0, offset - limit)) : null,
    results,
  };
}

function pageLink(request: FastifyRequest, settings: ApiSettings, limit: number, offset: number): string {
  const base = settings.publicUrl ?? `${request.protocol}://${request.host}`;
  const url = new URL(request.url, base);
  url.searchParams.set("limit", String(limit));
  if (offset === 0) url.searchParams.delete("offset");
  else url.searchParams.set("offset", String(offset));
  return url.href;
}

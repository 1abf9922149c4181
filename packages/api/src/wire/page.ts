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

/**
 * A page in upstream's shape; the links are absolute and keep the other parameters. A page by cursor (upstream has none)
 * knows the one behind it and not the one before.
 */
export function wirePage<T>(
  request: FastifyRequest,
  settings: ApiSettings,
  page: { readonly count: number | null; readonly next?: string | null; readonly results: readonly T[] },
  window: { readonly limit: number; readonly offset: number },
): WirePage<T> {
  const { count, results } = page;
  const { limit, offset } = window;
  const link = (at: number): string =>
    pageLink(request, settings, { limit: String(limit), offset: at === 0 ? null : String(at) });
  if (typeof page.next === "string") {
    const next = pageLink(request, settings, { limit: String(limit), offset: null, cursor: page.next });
    return { count, next, previous: null, results };
  }
  return {
    count,
    next: count !== null && limit > 0 && offset + limit < count ? link(offset + limit) : null,
    previous: count !== null && limit > 0 && offset > 0 ? link(Math.max(0, offset - limit)) : null,
    results,
  };
}

function pageLink(
  request: FastifyRequest,
  settings: ApiSettings,
  parameters: Readonly<Record<string, string | null>>,
): string {
  const base = settings.publicUrl ?? `${request.protocol}://${request.host}`;
  const url = new URL(request.url, base);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url.href;
}

import { answerOf, type Transport } from "./transport.ts";
import type { Diagnosis, RepairReport } from "./wire.ts";

/** An operator's calls. They look at everything the server keeps, so they have no time limit. */
export interface AdminCalls {
  /** @param limit of the unfinished runs that are listed */
  doctor(limit: number): Promise<Diagnosis>;
  /** Mends what can be mended safely. */
  repair(limit: number): Promise<RepairReport>;
  /** A tar.gz of everything. A connection that breaks in its middle fails the stream. */
  backup(options: { readonly artifacts: boolean }): Promise<ReadableStream<Uint8Array>>;
}

/** @internal */
export function adminCalls({ routes, patiently }: Transport): AdminCalls {
  const withLimit = (limit: number) => ({ params: { query: { limit } }, fetch: patiently });
  return {
    doctor: (limit) => answerOf("GET", routes.GET("/api/v1/admin/doctor", withLimit(limit))),
    repair: (limit) => answerOf("POST", routes.POST("/api/v1/admin/doctor", withLimit(limit))),
    async backup({ artifacts }) {
      const query = { artifacts: artifacts ? ("true" as const) : ("false" as const) };
      const call = routes.GET("/api/v1/admin/backup", { params: { query }, parseAs: "stream", fetch: patiently });
      const body = await answerOf<ReadableStream<Uint8Array> | null | undefined>("GET", call);
      if (body === null || body === undefined) throw new Error("the server answered a backup without a body");
      return body;
    },
  };
}

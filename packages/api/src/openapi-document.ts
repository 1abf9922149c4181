import type { ApiDeps } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

/** The API's contract as an OpenAPI 3.1 document; nothing is started for it. Same routes, same bytes. */
export async function openapiDocument(): Promise<object> {
  const app = await createApi({ settings: { publicUrl: null, boundHost: "127.0.0.1" } } as ApiDeps);
  try {
    await app.ready();
    return app.swagger();
  } finally {
    await app.close();
  }
}

export type { AdminTools, ApiDeps, ApiSettings, Submission } from "./api-deps.ts";
export { createApi } from "./create-api.ts";
/** @public the client's types are generated from it */
export { openapiDocument } from "./openapi-document.ts";
export type { AccessRule } from "./routing/access.ts";
export type { Identify, Principal } from "./routing/principal.ts";
export { createIdentify, type IdentifyOptions } from "./security/identify.ts";
export { wireDiagnosis, wireRepair } from "./wire/diagnosis.ts";

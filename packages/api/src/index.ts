export type {
  ApiDeps,
  ApiSettings,
  CloneRequest,
  Prepared,
  PreparedResume,
  ResumeRequest,
  Submission,
  SubmissionRequest,
} from "./api-deps.ts";
export { ApiError, detail } from "./api-error.ts";
export { createApi } from "./create-api.ts";
export { openapiDocument } from "./openapi-document.ts";
export type { AccessRule } from "./routing/access.ts";
export type { Identify, Principal } from "./routing/principal.ts";
export { route, type Route } from "./routing/route.ts";
export { ROUTES } from "./routes/routes.ts";
export { createIdentify, type IdentifyOptions } from "./security/identify.ts";

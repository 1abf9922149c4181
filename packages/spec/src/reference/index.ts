export { type JsonSchema, polyaxonfileJsonSchema } from "./json-schema.ts";
export { typescriptTypes } from "./typescript-types.ts";

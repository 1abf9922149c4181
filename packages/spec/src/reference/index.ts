export { type JsonSchema, polyaxonfileJsonSchema } from "./json-schema.ts";
export { type ReferencePage, referencePages } from "./pages.ts";
export { GROUPS, type Group, type NamedSection, SECTIONS } from "./sections.ts";
export { usedFields } from "./used-fields.ts";
export { typescriptTypes } from "./typescript-types.ts";

/**
 * Writes the client's types from the API's OpenAPI document: `npm run generate -w @polyaxon/client`. With `--check` it
 * changes nothing and fails when the file is not what would be written.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openapiDocument } from "@polyaxon/api";
import openapiTypes, { astToString } from "openapi-typescript";

const target = fileURLToPath(new URL("../packages/client/src/generated/api-paths.ts", import.meta.url));
const types = astToString(await openapiTypes(await openapiDocument(), { alphabetize: true, silent: true }));
const text = `// Generated from the API's OpenAPI document by \`npm run generate -w @polyaxon/client\`. Do not edit.
${types}`;

if (!process.argv.includes("--check")) writeFileSync(target, text);
else if (readFileSync(target, "utf8") !== text) {
  console.error("the client's types are not those of the API: npm run generate -w @polyaxon/client");
  process.exitCode = 1;
}

import { ADVICE_PAGES, COMPILE_PAGES } from "./compile-pages.ts";
import { DAG_PAGES } from "./dag-pages.ts";
import { DOCUMENT_PAGES } from "./document-pages.ts";
import type { DiagnosticCode, ErrorPage } from "./error-page.ts";
import { OVERRIDE_PAGES, PARAM_PAGES } from "./param-pages.ts";
import { POLYAXONFILE_PAGES } from "./polyaxonfile-pages.ts";
import { REFERENCE_PAGES } from "./reference-pages.ts";
import { NOTICE_PAGES, SCHEMA_PAGES } from "./schema-pages.ts";

/** A page for every code, in the order of the published page. A code without one does not compile. */
export const ERROR_PAGES: Readonly<Record<DiagnosticCode, ErrorPage>> = {
  ...DOCUMENT_PAGES,
  ...POLYAXONFILE_PAGES,
  ...SCHEMA_PAGES,
  ...NOTICE_PAGES,
  ...PARAM_PAGES,
  ...DAG_PAGES,
  ...COMPILE_PAGES,
  ...REFERENCE_PAGES,
  ...ADVICE_PAGES,
  ...OVERRIDE_PAGES,
};

/**
 * Every code an issue of this package can carry. Codes are stable: tools and documents may refer to them. The category is the
 * one upstream's errors fall in, so that a caller can group them the same way.
 */
export const ISSUE_CODES = {
  // The document as bytes and as YAML.
  "PLX-101": { category: "document", title: "the file is too large" },
  "PLX-102": { category: "document", title: "the file is not UTF-8 text" },
  "PLX-103": { category: "document", title: "the file holds a control character" },
  "PLX-104": { category: "document", title: "the YAML is not well-formed" },
  "PLX-105": { category: "document", title: "a key is written twice in one mapping" },
  "PLX-106": { category: "document", title: "the document is nested too deeply" },
  "PLX-107": { category: "document", title: "the document has too many values, counting what its aliases repeat" },
  "PLX-108": { category: "document", title: "an alias does not name an earlier anchor, or contains itself" },
  "PLX-109": { category: "document", title: "the file holds more than one document" },
  "PLX-110": { category: "document", title: "the file is empty or its root is not a mapping" },
  "PLX-111": { category: "document", title: "a YAML tag is not supported" },
  "PLX-112": { category: "document", title: "a mapping key is not usable" },
  // What kind of Polyaxonfile it is.
  "PLX-201": { category: "polyaxonfile", title: "the kind is missing or unknown" },
  "PLX-202": { category: "polyaxonfile", title: "the version is missing or not supported" },
  "PLX-203": { category: "polyaxonfile", title: "a top-level section is unknown" },
  "PLX-204": { category: "polyaxonfile", title: "the file was written for an older Polyaxon" },
  // The schema.
  "PLX-301": { category: "schema", title: "a field is unknown" },
  "PLX-302": { category: "schema", title: "a required field is missing" },
  "PLX-303": { category: "schema", title: "a value has the wrong type" },
  "PLX-304": { category: "schema", title: "a value is not one of the allowed words" },
  "PLX-305": { category: "schema", title: "a kind is unknown" },
  "PLX-306": { category: "schema", title: "a number is out of range" },
  "PLX-307": { category: "schema", title: "a name is malformed" },
  "PLX-308": { category: "schema", title: "fields that exclude each other, or need each other" },
  "PLX-309": { category: "schema", title: "an input or output contradicts itself" },
  "PLX-310": { category: "schema", title: "a hyper-parameter does not fit" },
  "PLX-311": { category: "schema", title: "a field is written twice, once in each spelling" },
  "PLX-399": { category: "schema", title: "there are more problems than are listed" },
  // Told, not refused.
  "PLX-901": { category: "notice", title: "the run kind was left out and read as a job" },
  "PLX-902": { category: "notice", title: "a name is shadowed by the runtime" },
  "PLX-903": { category: "notice", title: "a whole number is too large to be kept exactly" },
  "PLX-904": { category: "notice", title: "a range without quotes is read as a range" },
  "PLX-905": { category: "notice", title: "a value is not read as it looks" },
} as const satisfies Record<string, { readonly category: IssueCategory; readonly title: string }>;

export type IssueCategory = "document" | "polyaxonfile" | "schema" | "notice";
export type IssueCode = keyof typeof ISSUE_CODES;

import { fieldType, sectionLink, unionsOf } from "./field-types.ts";
import {
  type Group,
  GROUPS,
  type NamedSection,
  type NamedUnion,
  requiredFields,
  SECTIONS,
  UNIONS,
} from "./sections.ts";

/** One page of the reference. */
export interface ReferencePage {
  /** Without its ending; also the name of the page's example. */
  readonly name: string;
  readonly text: string;
}

/**
 * The reference of the language in Markdown: one page for each group of fields, and an index.
 *
 * @param example the Polyaxonfile that stands on a group's page
 */
export function referencePages(example: (group: string) => string): readonly ReferencePage[] {
  return [
    { name: "index", text: index() },
    ...GROUPS.map((group) => ({ name: group.name, text: page(group, example(group.name)) })),
  ];
}

const GENERATED = "<!-- Generated from the schemas of the language by `npm run language`; do not edit. -->";

const index = (): string => `${GENERATED}

# The Polyaxonfile

A Polyaxonfile is one YAML or JSON document, version 1.1: a [component](documents.md#component) says what can be run, an
[operation](documents.md#operation) how it is run. [authoring.md](authoring.md) tells how to write one, with help from an editor or in
TypeScript or Python; [polyaxonfile.schema.json](polyaxonfile.schema.json) is the same as what follows, for programs.

${GROUPS.map(contents).join("\n")}

## How to read the tables

Fields in bold are required. Below the root every field may also be written in snake_case, and null is the same as nothing.

${table(
  ["word", "what may be written"],
  [
    ["text", "text; a number has to be in quotes"],
    ["name", "letters, digits, `-` and `_`"],
    ["whole number", '`3`; neither `3.0` nor `"3"`'],
    ["number", "`0.1`, or text of a number"],
    ["boolean", "`true` and `false`, or one of yes, no, on, off, y, n, t, f, 1, 0 in any case"],
    ["date, date-time", "`2026-01-31`, `2026-01-31T10:00:00Z`, or seconds since 1970"],
    ["duration", "seconds, `01:30:00`, `2 days` or `PT1H`"],
    ["template", "text with `{{ ... }}`, rendered before it is used"],
    ["any value", "whatever YAML can say"],
  ],
)}
`;

function contents({ name, sections, title }: Group): string {
  const links = [...unionsOf(sections), ...sections].map(
    (section) => `[${section}](${name}.md#${section.toLowerCase()})`,
  );
  return `- [${title}](${name}.md): ${links.join(", ")}`;
}

/** What the types of inputs and outputs accept. */
const TYPES = `## Types

A \`type\` of an input or output is one of these, or made of them as in Python: \`List[int]\`, \`Dict[str, float]\`,
\`Optional[str]\`. Text is read as the type wants it, so that \`-P lr=0.1\` gives a number; what does not fit is refused.

${table(
  ["type", "what it accepts"],
  [
    ["`int`", "whole numbers, and text of one, `1e3` too"],
    ["`float`, `metric`", "numbers, and text of one"],
    ["`bool`", "true, false, 0, 1, and yes, no, on, off, y, n, t, f in any case"],
    ["`str`", "text; anything else becomes JSON"],
    ["`any`, or no type", "everything, as it is"],
    ["`dict`, `metadata`", "a mapping, or JSON of one"],
    ["`list`", "a list, or JSON of one"],
    ["`path`", "text"],
    ["`uri`", "an address with its scheme"],
    ["`gcs`, `s3`, `wasb`", "an address in that store: `gs://`, `s3://`, `wasb://`, `abfs://`, `az://`"],
    ["`uuid`", "a uuid in any writing; becomes 32 hex digits"],
    ["`email`", "user@domain"],
    ["`image`", "name of a Docker image"],
    ["`date`, `datetime`", "ISO text, or seconds since 1970"],
    ["`timedelta`", "seconds, `HH:MM:SS`, `2 days`, `PT1H`"],
    ["`git`", "[Git](#git)"],
    ["`artifacts`", "[Artifacts](#artifacts)"],
    ["`dockerfile`", "[Dockerfile](#dockerfile)"],
    ["`file`", "[File](#file)"],
    ["`tensorboard`", "[Tensorboard](#tensorboard)"],
    ["`event`", "`{name, kind}`"],
  ],
)}`;

function page({ name, sections, title }: Group, example: string): string {
  const unions = unionsOf(sections).map((union) => unionText(UNIONS.find((one) => one.name === union)!));
  const texts = sections.map((section) => sectionText(SECTIONS.find((one) => one.name === section)!));
  return [
    GENERATED,
    `# ${title}`,
    `An example that the tests read and check ([${name}.yaml](examples/${name}.yaml)):`,
    `\`\`\`yaml\n${example.trimEnd()}\n\`\`\``,
    ...unions,
    ...texts,
    ...(name === "values" ? [TYPES] : []),
  ].join("\n\n");
}

const unionText = ({ about, kindless, kinds, name }: NamedUnion): string =>
  `## ${name}\n\n${about}${kindless === undefined ? "" : ` Without a \`kind\` it is a \`${kindless}\`.`}\n\n${table(
    ["kind", "section"],
    Object.entries(kinds).map(([kind, section]) => [`\`${kind}\``, sectionLink(section)]),
  )}`;

function sectionText({ description, name, shape }: NamedSection): string {
  const required = new Set(requiredFields(shape));
  const rows = Object.entries(shape).map(([field, schema]) => [
    required.has(field) ? `**\`${field}\`**` : `\`${field}\``,
    fieldType(schema),
    description.fields[field]!,
  ]);
  return `## ${name}\n\n${description.about}\n\n${table(["field", "takes", "what it is for"], rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

import type { DiagnosticCode, ErrorPage, Example } from "./error-page.ts";
import { folded } from "./folded.ts";

/** An example as it is shown: words of the command line above it, or what it is where it cannot be printed. */
export function exampleText(example: Example): { readonly intro: string; readonly file: string } {
  if (typeof example === "string") return { intro: "", file: folded(example) };
  if ("described" in example) return { intro: `${example.described}.`, file: "" };
  const { file, typed, whenCompiled } = example;
  if (typed !== undefined)
    return { intro: `\`polyaxon check -f polyaxonfile.yaml ${typed}\` with`, file: folded(file) };
  return { intro: whenCompiled === true ? "When it is compiled:" : "", file: folded(file) };
}

/** The page of a code for docs/errors.md. */
export function pageMarkdown(code: DiagnosticCode, { mended, title, what, why, wrong }: ErrorPage): string {
  const block = (label: string, example: Example): string => {
    const { file, intro } = exampleText(example);
    const head = intro === "" ? `${label}:` : `${label}: ${intro}`;
    return file === "" ? head : `${head}\n\n\`\`\`yaml\n${file}\`\`\``;
  };
  return [`## ${code}`, `**${title}**`, what, why, block("Wrong", wrong), block("Mended", mended)].join("\n\n");
}

/** docs/errors.md: every page. */
export const pagesMarkdown = (pages: Readonly<Record<DiagnosticCode, ErrorPage>>): string =>
  [
    `# What \`polyaxon check\` says

Every code that reading, checking or compiling a Polyaxonfile can give; \`polyaxon explain CODE\` prints the same in a terminal. Codes
are stable. Those of \`PLX-9xx\` and \`advice.*\` are told and stop nothing; all others are errors. Generated from
\`apps/polyaxon/src/error-pages\` (\`npx vitest run -u --project unit apps/polyaxon/src/error-pages\`); do not edit.`,
    ...(Object.entries(pages) as [DiagnosticCode, ErrorPage][]).map(([code, page]) => pageMarkdown(code, page)),
  ].join("\n\n") + "\n";

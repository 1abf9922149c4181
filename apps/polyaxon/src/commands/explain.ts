import type { DiagnosticCode, ErrorPage } from "../error-pages/error-page.ts";
import type { Output } from "../terminal/output.ts";
import { wrapWords } from "../terminal/text-width.ts";
import { type Cli, examples, type Register } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { printJson } from "./print-json.ts";

export const explainCommand: Register = (parent, cli) => {
  parent
    .command("explain [code]")
    .description(
      "explain an error code of check: what, why, a wrong file and the mended one; without a code, list them",
    )
    .option("--json", "print the page as JSON")
    .addHelpText("after", examples("polyaxon explain PLX-304", "polyaxon explain dag.cycle", "polyaxon explain"))
    .action(async (code: string | undefined, options: { readonly json?: boolean }) => {
      await explain(cli, code, options.json === true);
    });
};

async function explain({ context: { out } }: Cli, asked: string | undefined, json: boolean): Promise<void> {
  const { ERROR_PAGES } = await import("../error-pages/pages.ts");
  if (asked === undefined) return list(out, ERROR_PAGES, json);
  const codes = Object.keys(ERROR_PAGES) as DiagnosticCode[];
  const code = codes.find((each) => sameCode(each, asked));
  if (code === undefined) {
    throw new CliError("usage", `there is no code "${asked}"`, [
      ...(await nearest(asked, codes)),
      "all of them: polyaxon explain",
    ]);
  }
  const page = ERROR_PAGES[code];
  const { exampleText } = await import("../error-pages/page-text.ts");
  const shown = { wrong: exampleText(page.wrong), mended: exampleText(page.mended) };
  if (json) {
    const { title, what, why } = page;
    return printJson(out, { code, title, what, why, ...shown });
  }
  const { colors } = out;
  const text = (words: string): string => `${wrapWords(words, Math.min(88, out.width())).join("\n")}\n\n`;
  const block = (label: string, { file, intro }: ReturnType<typeof exampleText>): string => {
    const lines = file.trimEnd().split("\n");
    const body = file === "" ? "" : `\n${lines.map((line) => `    ${line}`).join("\n")}\n`;
    return `${label}${intro === "" ? "" : ` ${intro}`}\n${body}`;
  };
  out.write(`${colors.bold(`${code}: ${page.title}`)}\n\n`);
  out.write(text(page.what) + text(page.why));
  out.write(`${block(colors.red("Wrong:"), shown.wrong)}\n${block(colors.green("Mended:"), shown.mended)}`);
}

/** `plx-304`, `304` and `PLX304` are the same code. */
function sameCode(code: string, asked: string): boolean {
  const fold = (word: string): string => word.trim().toLowerCase().replaceAll(/[-_ ]/g, "");
  return fold(code) === fold(asked) || fold(code) === `plx${fold(asked)}`;
}

/** A number is no misspelt word: the code that stands nearest to it is only that. */
async function nearest(asked: string, codes: readonly DiagnosticCode[]): Promise<readonly string[]> {
  const number = numberOf(asked);
  if (number !== null) {
    const numbered = codes.map((code) => ({ code, away: Math.abs((numberOf(code) ?? Infinity) - number) }));
    const [first] = numbered.toSorted((a, b) => a.away - b.away);
    return first === undefined ? [] : [`the nearest that there is: ${first.code}`];
  }
  const { suggest } = await import("@polyaxon/spec");
  const near = suggest(asked, codes);
  return near === null ? [] : [`did you mean ${near}?`];
}

/** Of `PLX-304`, `304` and `plx304`; null of a code in words. */
const numberOf = (code: string): number | null => {
  const digits = /^\s*(?:plx)?[-_ ]?(\d{1,9})\s*$/i.exec(code)?.[1];
  return digits === undefined ? null : Number(digits);
};

function list(out: Output, pages: Readonly<Record<DiagnosticCode, ErrorPage>>, json: boolean): void {
  const codes = Object.entries(pages).map(([code, { title }]) => ({ code, title }));
  if (json) return printJson(out, codes);
  for (const { code, title } of codes) {
    const [first = "", ...more] = wrapWords(title, Math.max(20, out.width() - COLUMN));
    out.write(
      `${out.colors.bold(code.padEnd(COLUMN))}${first}\n${more.map((line) => `${" ".repeat(COLUMN)}${line}\n`).join("")}`,
    );
  }
}

/** Wider than every code, with a gap behind it. */
const COLUMN = 22;

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseYamlValue } from "@polyaxon/spec";

/** The files that are damaged: this package's golden ones, the hub's, and public ones where POLYAXON_CORPUS_DIR names them. */
export function seedFiles(corpus = process.env["POLYAXON_CORPUS_DIR"] ?? ""): readonly string[] {
  const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  const rules = yamlFilesIn(folder("../rules/golden/")).flatMap((text) => {
    const rule = parseYamlValue(text);
    return rule.ok ? [(rule.value as { readonly file: string }).file] : [];
  });
  const own = [...yamlFilesIn(folder("../golden/")), ...rules, ...yamlFilesIn(folder("../../../../hub/"))];
  if (corpus === "") return own;
  return [...own, ...["hub", "examples", "quick-start", "fixtures"].flatMap((name) => yamlFilesIn(join(corpus, name)))];
}

function yamlFilesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

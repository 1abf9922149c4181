/**
 * Hooks of Node's module loader: TypeScript without its types, `polyaxon` from this package whatever folder the author works
 * in, and imports that leave the ending out or write `.js` for `.ts`. They return what the next hook returns, promise or not,
 * so that both ways of registering hooks take them.
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { transform } from "sucrase";

interface ResolveContext {
  readonly parentURL?: string | undefined;
}

export function resolve<R>(
  specifier: string,
  context: ResolveContext,
  nextResolve: (specifier: string, context: ResolveContext) => R,
): R | { readonly url: string; readonly shortCircuit: true } {
  if (specifier === "polyaxon") return { url: new URL("./index.js", import.meta.url).href, shortCircuit: true };
  if (/^(\.{1,2}\/|\/|file:)/.test(specifier)) {
    const wanted = new URL(specifier, context.parentURL);
    const found = candidates(wanted.href).find((url) => existsSync(fileURLToPath(url)));
    if (found !== undefined && found !== wanted.href) return { url: found, shortCircuit: true };
  }
  return nextResolve(specifier, context);
}

/** As it is written first; then as TypeScript lets one write it. */
const candidates = (url: string): readonly string[] =>
  /\.m?[jt]s$/.test(url)
    ? [url, url.replace(/js$/, "ts")]
    : [`${url}.ts`, `${url}.mts`, `${url}.js`, `${url}.mjs`, `${url}/index.ts`, `${url}/index.js`];

export function load<C, R>(
  url: string,
  context: C,
  nextLoad: (url: string, context: C) => R,
): R | { readonly format: "module"; readonly source: string; readonly shortCircuit: true } {
  if (!url.startsWith("file:") || !/\.m?ts$/.test(url)) return nextLoad(url, context);
  return { format: "module", source: withoutTypes(fileURLToPath(url)), shortCircuit: true };
}

/** @throws SyntaxError with the place before its message */
function withoutTypes(path: string): string {
  try {
    const { code, sourceMap } = transform(readFileSync(path, "utf8"), {
      transforms: ["typescript"],
      disableESTransforms: true,
      filePath: path,
      sourceMapOptions: { compiledFilename: path },
    });
    const map = Buffer.from(JSON.stringify(sourceMap)).toString("base64");
    return `${code}\n//# sourceMappingURL=data:application/json;base64,${map}`;
  } catch (error) {
    const { message } = error as Error;
    const [, text = message, line = "1", column = "1"] = /: (.*) \((\d+):(\d+)\)$/.exec(message) ?? [];
    throw new SyntaxError(`${path}:${line}:${column}: ${text}`);
  }
}

import { type OperationPatch, patchOperation } from "@polyaxon/compiler";
import {
  type FormatOptions,
  type Operation,
  type Position,
  type SpecPath,
  parseYamlValue,
  readPolyaxonfile,
  withExplicitNulls,
} from "@polyaxon/spec";
import { type Finding, onCommandLine, sourceFinding } from "./finding.ts";
import type { Source } from "./read-source.ts";

/** A preset, ready to be laid over an operation. */
export interface Layer {
  readonly name: string;
  readonly patch: OperationPatch;
  readonly strategy: Operation["patchStrategy"];
  readonly source: Source;
  readonly locate: (path: SpecPath) => Position | null;
}

/** Where something stands in a preset. */
export interface InLayer {
  readonly source: Source;
  readonly place: Position;
}

export type PresetLayers =
  | {
      readonly ok: true;
      readonly layers: readonly Layer[];
      readonly lay: (operation: Operation) => Operation;
      /** Where a value of the operation comes from, if a preset has more of the way to it than the file, which has `known` steps. */
      readonly find: (path: SpecPath, known: number) => InLayer | null;
    }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** Reads files as presets: `-f` files after the first, laid over the operation in order, each with its own `patchStrategy`. */
export function presetLayers(sources: readonly Source[], format: FormatOptions): PresetLayers {
  const layers: Layer[] = [];
  const findings: Finding[] = [];
  for (const source of sources) {
    const read = readLayer(source, format);
    if ("patch" in read) layers.push(read);
    else findings.push(...read);
  }
  if (findings.length > 0) return { ok: false, findings };
  const lay = (operation: Operation): Operation =>
    layers.reduce((laid, { patch, strategy }) => patchOperation(laid, patch, strategy), operation);
  return { ok: true, layers, lay, find: (path, known) => findIn(layers, path, known) };
}

/** The last layer that has most of the way; one that yields to what is there already needs more of it than that. */
function findIn(layers: readonly Layer[], path: SpecPath, known: number): InLayer | null {
  let best: { readonly steps: number; readonly found: InLayer } | null = null;
  for (const { locate, source, strategy } of layers) {
    const yields = strategy === "pre_merge" || strategy === "isnull";
    const least = Math.max(1, (best?.steps ?? known) + (yields ? 1 : 0));
    for (let steps = path.length; steps >= least; steps -= 1) {
      const place = locate(path.slice(0, steps));
      if (place === null) continue;
      best = { steps, found: { source, place } };
      break;
    }
  }
  return best?.found ?? null;
}

function readLayer(source: Source, format: FormatOptions): Layer | readonly Finding[] {
  const { bytes, filename } = source;
  const read = readPolyaxonfile({ bytes, filename }, { preset: true });
  if (!read.ok) return read.issues.map(sourceFinding(source, format));
  if (read.document.kind !== "operation") {
    const message = `${filename}: a preset is an operation, found a ${read.document.kind}`;
    return [onCommandLine("compile.component", message, undefined, format)];
  }
  const { component: _component, kind: _kind, patchStrategy: strategy, version: _version, ...patch } = read.document;
  const raw = parseYamlValue(typeof bytes === "string" ? bytes : new TextDecoder().decode(bytes));
  return {
    name: filename,
    patch: withExplicitNulls(patch, raw.ok ? raw.value : null),
    strategy,
    source,
    locate: read.locate,
  };
}

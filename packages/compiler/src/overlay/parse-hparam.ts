import { type HyperParameter, readPolyaxonfile, readSection, suggest } from "@polyaxon/spec";

const KINDS = Object.keys({
  choice: true,
  pchoice: true,
  range: true,
  linspace: true,
  logspace: true,
  geomspace: true,
  daterange: true,
  datetimerange: true,
  uniform: true,
  quniform: true,
  loguniform: true,
  qloguniform: true,
  normal: true,
  qnormal: true,
  lognormal: true,
  qlognormal: true,
} satisfies Record<HyperParameter["kind"], true>);

export type HparamResult =
  | { readonly ok: true; readonly name: string; readonly parameter: HyperParameter }
  | { readonly ok: false; readonly message: string };

/**
 * `name=kind:value` as `-HP` takes it, for example `lr=choice:[0.1, 0.2]`, `units=range:16:64:8`. The value is read as YAML;
 * text of the form `a:b:c` stays text, which the kinds know (upstream reads `1:10:2` as the base-60 number 4202).
 */
export function parseHparam(text: string): HparamResult {
  const equals = text.indexOf("=");
  const name = text.slice(0, Math.max(0, equals)).trim();
  const rest = text.slice(equals + 1).trim();
  const colon = rest.indexOf(":");
  if (equals < 0 || name === "" || colon <= 0) {
    return {
      ok: false,
      message: `expected \`name=kind:value\` such as \`lr=choice:[0.1, 0.2]\`, found \`${text}\`${asChoice(name, rest)}`,
    };
  }
  const kind = rest.slice(0, colon).trim();
  if (!(KINDS as readonly string[]).includes(kind)) {
    const near = suggest(kind, KINDS);
    const meant = near === null ? `expected one of ${KINDS.join(", ")}` : `did you mean \`${near}\`?`;
    return { ok: false, message: `${name}: there is no kind \`${kind}\` of values; ${meant}` };
  }
  const value = readValue(rest.slice(colon + 1).trim());
  if (value === undefined) return { ok: false, message: `${name}: the value \`${rest.slice(colon + 1)}\` is not YAML` };
  const read = readSection("hyperParameter", { kind, value });
  if (read.ok) return { ok: true, name, parameter: read.value };
  return {
    ok: false,
    message: `${name}: ${read.problems.map(({ path, message }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`)).join("; ")}`,
  };
}

/** What may have been meant by plain values: `lr=0.1,0.2`. */
function asChoice(name: string, values: string): string {
  if (name === "" || !/^[^=:{}]+$/.test(values)) return "";
  return `; did you mean \`${name}=choice:[${values.replace(/^\[|\]$/g, "")}]\`?`;
}

const COLON_FORM = /^[-+.\deE_]+(?::[-+.\deE_]+)+$/;

/** The YAML rules of the files, by way of a file that holds only this value. */
function readValue(text: string): unknown {
  if (COLON_FORM.test(text)) return text;
  const file = `version: 1.1\nkind: operation\nhubRef: x\nparams:\n  value: {value: ${text.replaceAll("\n", " ")}}\n`;
  const read = readPolyaxonfile({ bytes: file, filename: "hparam" });
  if (!read.ok || read.document.kind !== "operation") return undefined;
  return read.document.params?.["value"]?.value;
}

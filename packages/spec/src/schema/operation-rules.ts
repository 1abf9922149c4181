import { type Findings, isMapping, report } from "./reader.ts";

const REFERENCES = ["hubRef", "dagRef", "urlRef", "pathRef"] as const;
/** `run` stands for a component whose parts are one level too high. */
const SOURCES: ReadonlySet<unknown> = new Set([...REFERENCES, "component", "run"]);

/** One reference, or a component, or a reference with the component it was resolved to. Presets need none. */
export function checkReference(fields: Readonly<Record<string, unknown>>, findings: Findings): void {
  if (fields["isPreset"] === true) return;
  const given = REFERENCES.filter((reference) => fields[reference] !== undefined);
  if (given.length > 1) {
    const message = `an operation refers to one component, this has ${given.map((reference) => `\`${reference}\``).join(" and ")}`;
    report(findings, { code: "PLX-308", message, path: [given[1]!], atKey: true, hint: "keep one of them" });
  } else if (given.length === 0 && fields["component"] === undefined) {
    // A reference or component that was given, but refused, is a problem of its own.
    if (findings.problems.some(({ path }) => SOURCES.has(path?.[0]))) return;
    const message = "an operation needs a component";
    report(findings, { code: "PLX-308", message, expected: "one of component, hubRef, pathRef, urlRef, dagRef" });
  }
}

/** Interactive plugins keep a run open for its user: only a service has that life. */
export function checkInteractive(fields: Readonly<Record<string, unknown>>, findings: Findings): void {
  const { plugins, run: runtime } = fields;
  if (!isMapping(plugins) || !isMapping(runtime) || runtime["kind"] === "service") return;
  if (typeof runtime["kind"] !== "string") return;
  for (const plugin of ["sandbox", "ssh"]) {
    if (plugins[plugin] === undefined || plugins[plugin] === false) continue;
    const message = `the plugin \`${plugin}\` needs the run kind \`service\`, this is a \`${runtime["kind"]}\``;
    report(findings, { code: "PLX-308", message, path: ["plugins", plugin] });
  }
}

import type { CompiledOperation } from "@polyaxon/spec";

/** Sections of which some, or some fields, have no effect yet. */
export const IDLE_SECTIONS = ["hooks", "events", "presets", "mount", "cache", "namespace", "termination"] as const;
export type IdleSection = (typeof IDLE_SECTIONS)[number];

/** What is kept but has no effect yet, and what to do instead. */
export interface IdlePart {
  readonly section: IdleSection;
  readonly message: string;
  readonly hint?: string;
}

/** What is kept but has no effect yet: told, so that nobody waits for it. */
export function idleParts(
  compiled: Pick<CompiledOperation, IdleSection>,
  arePresetsResolved = false,
): readonly IdlePart[] {
  const { cache, namespace, presets = [], termination } = compiled;
  const limits: Readonly<Record<string, unknown>> = typeof termination === "object" ? termination : {};
  const isGiven = (section: "hooks" | "events" | "mount"): boolean => (compiled[section]?.length ?? 0) > 0;
  return [
    ...(["hooks", "events"] as const).filter(isGiven).map((section) => idle(section)),
    ...(presets.length > 0 && !arePresetsResolved ? [unstored(presets)] : []),
    ...(isGiven("mount") ? [idle("mount")] : []),
    ...(typeof cache === "object" && cache.disable === false ? [idle("cache")] : []),
    ...(namespace === undefined ? [] : [idle("namespace")]),
    ...["culling", "probe", "podFailurePolicy"]
      .filter((name) => limits[name] !== undefined)
      .map((name) => idle("termination", `termination.${name}`)),
  ];
}

/** The same as sentences. */
export const idleNotices = (...given: Parameters<typeof idleParts>): readonly string[] =>
  idleParts(...given).map(({ message }) => message);

const idle = (section: IdleSection, name: string = section): IdlePart => ({
  section,
  message: `\`${name}\` is kept but has no effect yet`,
});

/** Names of presets are looked for on the server, and nowhere else. */
function unstored(names: readonly string[]): IdlePart {
  const shown = names.slice(0, MOST_SHOWN);
  const more = names.length > shown.length ? ", ..." : "";
  // Also where the file itself names one: there it would be a name of the server.
  const files = shown.map((name) => (/\.(ya?ml|json)$/i.test(name) ? name : `${name}.yaml`)).join(",");
  return {
    section: "presets",
    message: `${names.length === 1 ? "the preset" : "the presets"} ${shown.map((name) => `\`${name}\``).join(", ")}${more} will not be laid over this: names are looked for on the server, and no server stores presets yet`,
    hint:
      names.length === 1
        ? `give it as a file, with its ending: \`--presets ${files}\`, or as a further \`-f\``
        : `give them as files, with their endings: \`--presets ${files}\`, or as further \`-f\``,
  };
}

const MOST_SHOWN = 5;

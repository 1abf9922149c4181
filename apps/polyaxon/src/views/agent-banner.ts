import type { Colors } from "../terminal/output.ts";

export interface StartedAgent {
  readonly name: string;
  readonly url: string;
  readonly server: { readonly version: string };
  readonly slots: number;
  readonly dataDir: string;
}

/** What a person needs after `polyaxon agent`. */
export function agentBannerLines(agent: StartedAgent, colors: Colors): readonly string[] {
  const { dim } = colors;
  return [
    `${colors.bold("Polyaxon agent")} ${colors.cyan(agent.name)} works for ${colors.cyan(agent.url)} (version ${agent.server.version})`,
    `${dim("slots   ")} ${agent.slots} at once`,
    `${dim("data    ")} ${agent.dataDir}`,
    `${dim("stop    ")} Ctrl-C (running jobs go on)`,
  ];
}

import type { AgentSummary } from "@polyaxon/client";
import { age } from "../terminal/format-value.ts";
import type { Column } from "../terminal/table.ts";
import { examples, type Register } from "./cli.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { printTable } from "./print-table.ts";

export const adminAgentsCommand: Register = (parent, { context }) => {
  withOutputOptions(parent.command("agents"))
    .description("the agents, what they hold, and when they called in")
    .addHelpText(
      "after",
      "\nState: here; silent: not heard for the server's --agent-silence; lost: its runs\nare unknown for it; revoked: it has no token any more.",
    )
    .addHelpText("after", examples("polyaxon admin agents", "polyaxon admin agents -o json"))
    .action(async (options: OutputOptions) => {
      const { results } = await context.connect().agents.list();
      if (wantsJson(options)) return printJson(context.out, { results });
      printTable(context, columns(context.now()), results, { total: results.length, none: "no agents yet" });
    });
};

const columns = (now: number): readonly Column<AgentSummary>[] => [
  { header: "name", cell: (agent) => agent.name, minWidth: 8 },
  { header: "state", cell: (agent) => stateOf(agent, now) },
  { header: "runs", cell: (agent) => `${agent.held}/${agent.slots}` },
  { header: "taken", cell: taken, dropOrder: 4 },
  { header: "queues", cell: (agent) => agent.queues.join(",") || "all", dropOrder: 2 },
  { header: "version", cell: (agent) => agent.version, dropOrder: 3 },
  { header: "called in", cell: (agent) => age(agent.heartbeat_at, now), dropOrder: 1 },
];

/** The server judges: by its clock, and by what it allows. */
const stateOf = ({ lost_at: lost, state }: AgentSummary, now: number): string =>
  state === "lost" && lost !== null ? `lost ${age(lost, now)}` : state;

/** `3/8 cpu, 4/16 GiB, 1/2 gpu`; nothing of an agent that has not said what its host has. */
function taken({ resources, taken: held }: AgentSummary): string {
  if (resources === null) return "";
  const gib = (bytes: number): number => Number((bytes / 2 ** 30).toFixed(1));
  return [
    `${held.cpu}/${resources.cpu} cpu`,
    `${gib(held.memory)}/${gib(resources.memory)} GiB`,
    ...(resources.gpu === 0 ? [] : [`${held.gpu}/${resources.gpu} gpu`]),
  ].join(", ");
}

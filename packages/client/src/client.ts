import { type AdminCalls, adminCalls } from "./admin.ts";
import { type AgentCalls, agentCalls } from "./agents.ts";
import { type ProjectCalls, projectCalls } from "./projects.ts";
import { type RunCalls, runCalls } from "./runs.ts";
import type { ClientOptions } from "./client-options.ts";
import { answerOf, createTransport } from "./transport.ts";
import type { Installation, Run } from "./wire.ts";

/** One server, one owner. Stateless: nothing is sent before a call, nothing is kept after it. */
export interface PolyaxonClient {
  readonly host: string;
  readonly projects: ProjectCalls;
  readonly admin: AdminCalls;
  readonly agents: AgentCalls;
  runs(project: string): RunCalls;
  /** A run by its id alone; the answer names its project. */
  findRun(uuid: string): Promise<Run>;
  installation(): Promise<Installation>;
  /** Whether the server has pages for a browser, under `/ui/`. */
  hasDashboard(): Promise<boolean>;
}

export function createClient(options: ClientOptions & { readonly owner?: string }): PolyaxonClient {
  const transport = createTransport(options);
  const owner = options.owner ?? "default";
  const { routes } = transport;
  return {
    host: transport.host,
    projects: projectCalls(transport, owner),
    admin: adminCalls(transport),
    agents: agentCalls(transport),
    runs: (project) => runCalls(transport, owner, project),
    findRun: (uuid) =>
      answerOf("GET", routes.GET("/api/v1/orgs/{owner}/runs/{uuid}", { params: { path: { owner, uuid } } })),
    installation: () => answerOf("GET", routes.GET("/api/v1/installation")),
    async hasDashboard() {
      const answer = await transport.patiently(
        new Request(`${transport.host}/ui/`, { signal: AbortSignal.timeout(10_000) }),
      );
      await answer.body?.cancel();
      return answer.ok;
    },
  };
}

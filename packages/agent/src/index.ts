export { type Agent, type AgentOptions, createAgent } from "./agent.ts";
export { type AttemptPlace, type AttemptRef, type Executor, StartRefused } from "./executor-port.ts";
export { httpAgentProtocol, type ServerHello } from "./remote/http-agent-protocol.ts";
export { remoteRunFiles } from "./remote/remote-run-files.ts";
export { type CallServer, type ServerAddress, serverCalls } from "./remote/server-calls.ts";
export { ServerContact } from "./remote/server-contact.ts";
export { ServerProblem } from "./remote/server-problem.ts";
export type { PlanExecution } from "./prepare-attempt.ts";

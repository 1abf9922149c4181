export * from "./ports/records.ts";
export * from "./ports/store.ts";
export * from "./ports/agent-protocol.ts";
export * from "./ports/environment.ts";

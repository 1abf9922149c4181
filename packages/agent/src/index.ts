export type { AttemptPlace, AttemptRef, Executor } from "./executor-port.ts";

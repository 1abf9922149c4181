export { type AttemptPlace, type AttemptRef, type Executor, StartRefused } from "./executor-port.ts";

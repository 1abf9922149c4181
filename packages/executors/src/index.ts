export { nullExecutor } from "./null/null-executor.ts";
export { processExecutor } from "./process/process-executor.ts";

export type { ExecutionPlan, InitStep, PlanContainer, PlanContext } from "./execution-plan.ts";

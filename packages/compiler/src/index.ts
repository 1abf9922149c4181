export type { ExecutionPlan, InitStep, PlanContainer, PlanContext } from "./execution-plan.ts";
export { type CompileCategory, type CompileCode, type CompileIssue } from "./issue.ts";
export { type CompileInput, type CompileResult, compileOperation } from "./compile/compile-operation.ts";
export { COARSE_KINDS, type Compiled } from "./compile/describe-compiled.ts";
export { type CompileNeed, type ResolvedValues } from "./compile/needs.ts";
export { type RunFacts } from "./compile/globals.ts";
export { mergeOperation } from "./compile/merge-operation.ts";
export { type EndedRun, type HookDecision, hookOperations } from "./compile/hook-operations.ts";
export { type TunerRound, tunerOperation } from "./compile/tuner-operation.ts";
export { childOperation } from "./compile/child-operation.ts";
export { type DagChild, dagChildOperation, scheduledOperation } from "./compile/pipeline-children.ts";
export { type DagCheck, type DagOptions, checkDag } from "./dag/check-dag.ts";
export { type PlanResult, planExecution } from "./plan/plan-execution.ts";
export { type NeededResources, neededResources } from "./plan/needed-resources.ts";
export { bytes as readBytes, cores as readCores } from "./plan/quantities.ts";
export { type PlanReason } from "./plan/plan-error.ts";
export { notRunYet } from "./not-run-yet.ts";
export { checkOperation, isTemplateOperation } from "./check-operation.ts";
export { type OperationPatch, patchCompiled, patchOperation } from "./patch/patch-operation.ts";
export { type CliOverrides, type OverrideResult, applyCliOverrides } from "./overlay/apply-cli-overrides.ts";
export { type TemplateLimits } from "./template/budget.ts";
export { adviseOperation } from "./advise/advise-operation.ts";
export { type Inspection, type ParamForms, paramForms, renderRun, renderValue } from "./inspect.ts";
export {
  type ExplainedValue,
  type ExplainLayer,
  type ExplainStep,
  explainOperation,
} from "./explain/explain-operation.ts";
export { isTemplate } from "./template/render.ts";

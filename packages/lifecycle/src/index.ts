export * from "./statuses.ts";
export { type Condition, type ConditionRequest, type Instant, conditionFrom } from "./condition.ts";
export { ALLOWED, type LifecycleEvent, type LifecycleState, type Transition, transition } from "./transition.ts";

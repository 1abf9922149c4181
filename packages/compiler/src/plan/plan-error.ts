/** Why a plan cannot be made. Stable: it becomes the reason of the run's condition. */
export type PlanReason = "InvalidTemplate" | "InvalidSpec" | "Unsupported" | "UnknownConnection";

/** Thrown inside the planner only; `planExecution` turns it into its answer. */
export class PlanError extends Error {
  override readonly name = "PlanError";
  readonly reason: PlanReason;

  constructor(reason: PlanReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

export { describeStore } from "./describe-store.ts";
export type { OpenedStore, StoreHarness } from "./harness.ts";

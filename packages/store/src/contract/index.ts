export { describeStore } from "./describe-store.ts";
export { ABOUT_THE_INDEX } from "./many-values-promises.ts";
export type { OpenedStore, StoreHarness } from "./harness.ts";

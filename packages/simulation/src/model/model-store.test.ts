import { describeStore } from "@polyaxon/store/contract";
import { modelStore } from "./model-store.ts";

describeStore("the simulation's model", {
  async open() {
    const store = modelStore();
    return { store, reopen: async () => store, elsewhere: { module: "", options: {} }, dispose: async () => {} };
  },
});

import { ABOUT_THE_INDEX, describeStore } from "@polyaxon/store/contract";
import { modelStore } from "./model-store.ts";

const harness = {
  async open() {
    const store = modelStore();
    return { store, reopen: async () => store, elsewhere: { module: "", options: {} }, dispose: async () => {} };
  },
};

describeStore("the simulation's model", harness, {
  skip: {
    "every change acknowledged to a process that is then killed is there":
      "the model lives in one process and keeps nothing on disk",
    ...Object.fromEntries(ABOUT_THE_INDEX.map((name) => [name, "lists of the model read the documents themselves"])),
  },
});

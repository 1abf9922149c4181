import { availableParallelism } from "node:os";
import { describe, expect, it } from "vitest";
import { hostResources, listedDevices, visibleDevices } from "./host-resources.ts";

describe("what this machine has for runs", () => {
  it("is detected where nothing is said", async () => {
    const found = await hostResources({}, { CUDA_VISIBLE_DEVICES: "2,GPU-8f2c" });
    expect(found).toMatchObject({ cpuMillis: availableParallelism() * 1000, gpus: ["2", "GPU-8f2c"] });
    expect(found.memoryBytes).toBeGreaterThan(2 ** 27);
  });

  it("is what its owner says", async () => {
    const said = { cpu: 1.5, memoryBytes: 2 ** 30, gpus: ["0"] };
    expect(await hostResources(said, { CUDA_VISIBLE_DEVICES: "7" })).toEqual({
      cpuMillis: 1_500,
      memoryBytes: 2 ** 30,
      gpus: ["0"],
    });
  });

  it.each([
    ["0,1", ["0", "1"]],
    ["", []],
    ["-1", []],
    ["0,-1,1", ["0"]],
    ["NoDevFiles", []],
    [" 3 , GPU-8f2c-1 ", ["3", "GPU-8f2c-1"]],
  ])("CUDA_VISIBLE_DEVICES=%j shows %j", (text, devices) => expect(visibleDevices(text)).toEqual(devices));

  it("names cards by number, and divided ones by their parts", () => {
    const list = [
      "GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-5d5ba0d6)",
      "  MIG 3g.20gb     Device  0: (UUID: MIG-c6d4f1ef)",
      "  MIG 3g.20gb     Device  1: (UUID: MIG-cba663e8)",
      "GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-7a1b)",
      "",
    ];
    expect(listedDevices(list.join("\n"))).toEqual(["MIG-c6d4f1ef", "MIG-cba663e8", "1"]);
    expect(listedDevices("No devices found")).toEqual([]);
  });
});

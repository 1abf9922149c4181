import { describe, expect, it } from "vitest";
import { sampleRun, uuidOf } from "../commands/testing/sample-runs.ts";
import { splitInputs } from "./run-content.ts";

const inputs = { lr: 0.1, momentum: 0.9 };
const split = (content: string | null) => splitInputs(sampleRun({ uuid: uuidOf("a"), inputs, content }));

describe("the inputs of a run", () => {
  it("are those its operation declares, and those it has logged itself", () => {
    expect(split('{"inputs":[{"name":"lr"}]}')).toEqual({ given: { lr: 0.1 }, logged: { momentum: 0.9 } });
    expect(split('{"component":{"inputs":[{"name":"momentum"}]}}').given).toEqual({ momentum: 0.9 });
    expect(split('{"run":{"kind":"job"}}')).toEqual({ given: {}, logged: inputs });
  });

  it("are params also when its component does not know them: it was refused for them, and has logged nothing", () => {
    const refused = '{"params":{"momentum":{"value":0.9}},"component":{"inputs":[{"name":"lr"}]}}';
    expect(split(refused)).toEqual({ given: inputs, logged: {} });
  });

  it.each([null, "not json"])("cannot be told apart with the content %j", (content) => {
    expect(split(content)).toEqual({ given: inputs, logged: {} });
  });
});

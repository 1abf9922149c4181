import type { PagesOf } from "./error-page.ts";

const COMPONENTS = `  components:
    - {name: step, run: {kind: job}}
    - {name: maker, outputs: [{name: rows, type: int}, {name: data, type: path}], run: {kind: job}}
    - {name: taker, inputs: [{name: data, type: path}], run: {kind: job}}
`;

/** A dag of these operations; components that none of them uses are left out. */
function dag(...operations: readonly string[]): string {
  const used = COMPONENTS.split("\n").filter(
    (line) =>
      !line.includes("name") ||
      operations.some((text) => text.includes(`dagRef: ${/name: (\w+)/.exec(line)?.[1] ?? ""}`)),
  );
  const components = used.join("\n").trimEnd();
  const list = operations.map((text) => `    - {${text}}\n`).join("");
  return `version: 1.1\nkind: component\nrun:\n  kind: dag\n  operations:\n${list}${components.includes("-") ? `${components}\n` : ""}`;
}

const MAKE = "name: make, dagRef: maker";
const taking = (value: string): string => `name: take, dagRef: taker, params: {data: {ref: ops.make, value: ${value}}}`;

/** The graph of a dag, and what goes along its edges. */
export const DAG_PAGES: PagesOf<"dag."> = {
  "dag.empty": {
    title: "the dag has no operations",
    what: "`operations` is missing or empty.",
    why: "There is nothing to run.",
    wrong: "version: 1.1\nkind: component\nrun: {kind: dag, operations: []}\n",
    mended: dag("name: first, dagRef: step"),
  },
  "dag.name": {
    title: "an operation or component of a dag has no name",
    what: "Operations find each other, and their components, by name.",
    why: "Without one nothing can refer to it, and its run could not be told from the others.",
    wrong: dag("dagRef: step"),
    mended: dag("name: first, dagRef: step"),
  },
  "dag.duplicate": {
    title: "a name is used twice in a dag",
    what: "Two operations, or two components, of the same dag have this name.",
    why: "A reference to the name could mean either.",
    wrong: dag("name: first, dagRef: step", "name: first, dagRef: step"),
    mended: dag("name: first, dagRef: step", "name: second, dagRef: step"),
  },
  "dag.component": {
    title: "an operation of a dag has no component",
    what: "`dagRef` names a component under the dag's own `components`; the nearest is offered. When it is run, a hub, path or url reference must have been resolved too.",
    why: "There is nothing to run.",
    wrong: dag("name: first, dagRef: step").replace("dagRef: step", "dagRef: steps"),
    mended: dag("name: first, dagRef: step"),
  },
  "dag.orphan": {
    title: "an operation waits for one that the dag does not have",
    what: "A name under `dependencies`, in a `ref: ops.<name>` or in an event is no operation of this dag.",
    why: "It would wait for ever.",
    wrong: dag("name: first, dagRef: step", "name: second, dagRef: step, dependencies: [frist]"),
    mended: dag("name: first, dagRef: step", "name: second, dagRef: step, dependencies: [first]"),
  },
  "dag.cycle": {
    title: "operations wait for each other in a circle",
    what: "The circle is printed in the order things would run. Edges come from `dependencies`, from `ref: ops.<name>` of params, and from events.",
    why: "None of them could ever start.",
    wrong: dag("name: a, dagRef: step, dependencies: [b]", "name: b, dagRef: step, dependencies: [a]"),
    mended: dag("name: a, dagRef: step", "name: b, dagRef: step, dependencies: [a]"),
  },
  "dag.unreachable": {
    title: "operations can never start",
    what: "What they wait for, directly or not, waits in a circle.",
    why: "They are named so that the reach of the circle is seen; break the circle and they run.",
    wrong: dag("name: a, dagRef: step, dependencies: [a]", "name: b, dagRef: step, dependencies: [a]"),
    mended: dag("name: a, dagRef: step", "name: b, dagRef: step, dependencies: [a]"),
    alsoGives: ["dag.cycle"],
  },
  "dag.reference": {
    title: "a param takes something that the other operation does not have",
    what: "The operation named in `ref` has no such input or output; those it has are listed, the nearest is offered.",
    why: "The value would be missing when the run starts.",
    wrong: dag(MAKE, taking("outputs.dat")),
    mended: dag(MAKE, taking("outputs.data")),
  },
  "dag.type": {
    title: "a value does not fit the input that takes it",
    what: "Both ends of the edge are named with their types. Inputs without a type, or of type `any`, take everything; paths and texts, and floats and metrics, stand for each other.",
    why: "The run would fail on it after everything before it has run.",
    wrong: dag(MAKE, taking("outputs.rows")),
    mended: dag(MAKE, taking("outputs.data")),
  },
};

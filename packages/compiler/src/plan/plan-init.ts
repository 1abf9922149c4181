import type { CompiledOperation, IO, Init } from "@polyaxon/spec";
import type { InitStep } from "../execution-plan.ts";
import { INIT_REFERENCES } from "../compile/init-references.ts";
import { isObject } from "../json.ts";
import { type ContainerSurroundings, planContainer } from "./plan-container.ts";
import { PlanError } from "./plan-error.ts";
import { renderData } from "./render-run.ts";

const KINDS = ["git", "artifacts", "paths", "dockerfile", "file", "tensorboard"] as const;

/** Steps that params ask for (`toInit`) come before the declared ones. `where` leads to the list: `run.init`. */
export function planInit(
  compiled: CompiledOperation,
  declared: readonly unknown[],
  where: string,
  around: Omit<ContainerSurroundings, "where" | "defaultName">,
): readonly InitStep[] {
  const fromParams = [...(compiled.inputs ?? []), ...(compiled.outputs ?? []), ...(compiled.contexts ?? [])].filter(
    (io) => io.toInit === true,
  );
  return [
    ...fromParams.map(paramStep),
    ...declared.map((init, index) => declaredStep(init as Init, index, where, around)),
  ];
}

function paramStep(io: IO): InitStep {
  const kind =
    io.type === "git" || io.type === "dockerfile" || io.type === "artifacts"
      ? io.type
      : io.type === "path"
        ? "paths"
        : "connection";
  return {
    kind,
    name: io.name,
    path: null,
    connection: io.connection ?? null,
    spec: io.value ?? null,
    container: null,
  };
}

function declaredStep(
  init: Init,
  index: number,
  list: string,
  around: Omit<ContainerSurroundings, "where" | "defaultName">,
): InitStep {
  const where = `${list}[${index}]`;
  const { container, ...data } = init as Readonly<Record<string, unknown>>;
  const rendered = renderData(data, where, around);
  if (!isObject(rendered)) throw new PlanError("InvalidSpec", `${where}: expected a mapping`);
  const reference = INIT_REFERENCES.find((name) => rendered[name] !== undefined);
  if (reference !== undefined)
    throw new PlanError(
      "Unsupported",
      `${where}.${reference}: it was compiled before what it refers to could be looked up: run it again`,
    );
  const kind =
    KINDS.find((name) => rendered[name] !== undefined) ??
    (rendered["connection"] === undefined ? "container" : "connection");
  const own = isObject(container)
    ? planContainer(container, {
        ...around,
        where: `${where}.container`,
        defaultName: `polyaxon-init-${index}`,
      })
    : null;
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  return {
    kind,
    name: own?.name ?? `${kind}-${index}`,
    path: text(rendered["path"]),
    connection: text(rendered["connection"]),
    spec: kind === "connection" || kind === "container" ? null : (rendered[kind] ?? null),
    container: own,
  };
}

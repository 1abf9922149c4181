import { isMapping, type Problem } from "../schema/reader.ts";

/** What an author should know about a file that reads. `root` is the data as it was written. */
export function noticesOf(root: unknown): readonly Problem[] {
  return [...kindlessRuns(root, []), ...shadowedNames(root, [])];
}

type Path = readonly (string | number)[];

function kindlessRuns(value: unknown, path: Path): readonly Problem[] {
  if (!isMapping(value)) return [];
  const run = value["run"];
  const own: Problem[] = [];
  if (isMapping(run) && (run["kind"] ?? null) === null) {
    const message = "`run` has no `kind`: it is read as a `job`";
    own.push({ code: "PLX-901", message, path: [...path, "run"], atKey: true, hint: "add `kind: job` to say so" });
  }
  const inRun = isMapping(run)
    ? ["operations", "components"].flatMap((key) => inList(run[key], [...path, "run", key]))
    : [];
  return [...own, ...kindlessRuns(value["component"], [...path, "component"]), ...inRun];
}

const inList = (list: unknown, path: Path): readonly Problem[] =>
  Array.isArray(list) ? list.flatMap((item, index) => kindlessRuns(item, [...path, index])) : [];

function shadowedNames(value: unknown, path: Path): readonly Problem[] {
  if (!isMapping(value)) return [];
  const here = ["inputs", "outputs"].flatMap((key) => {
    const list = value[key];
    if (!Array.isArray(list)) return [];
    return list.flatMap((item: unknown, index): readonly Problem[] => {
      if (!isMapping(item) || item["name"] !== "init") return [];
      const message = "the name `init` is taken by the runtime: templates will not see this value";
      return [{ code: "PLX-902", message, path: [...path, key, index, "name"], hint: "choose another name" }];
    });
  });
  return [...here, ...shadowedNames(value["component"], [...path, "component"])];
}

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What the Python command line and `polyaxon init` keep in a folder, or at home: a person's last run and project. */
const CACHED = [".run", ".project"];

/**
 * A process shares its folder and its home with the person who submitted it, and the `polyaxon` package takes the run and the project
 * that are cached there before it asks the environment which run it is in: a script would track into another run, or fail. No
 * variable changes that order. So where something is cached, Python is given a `sitecustomize` that answers both questions with the
 * process's own run; the packages stay as they are, and where nothing is cached nothing is done.
 *
 * @param scratch exists
 * @returns the variables to run with
 */
export function withOwnRun(
  env: Readonly<Record<string, string>>,
  { scratch, workingDir }: { readonly scratch: string; readonly workingDir: string },
): Readonly<Record<string, string>> {
  const places = [workingDir, ...(env["HOME"] ? [env["HOME"]] : [])];
  const isCached = places.some((place) => CACHED.some((file) => existsSync(join(place, ".polyaxon", file))));
  // A path with a colon cannot stand in PYTHONPATH.
  if (!isCached || scratch.includes(":")) return env;
  const folder = join(scratch, "python");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "sitecustomize.py"), SITECUSTOMIZE);
  const path = env["PYTHONPATH"];
  return { ...env, PYTHONPATH: path ? `${folder}:${path}` : folder };
}

/** Runs at the start of every Python of the job. Whatever goes wrong in it, the job must not notice. */
const SITECUSTOMIZE = `"""Lets the polyaxon package take the run of this process, not the one that its folder or home has cached."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [path for path in sys.path if os.path.abspath(path) != HERE]

import importlib.machinery
import importlib.util


def own(kind):
    owner, project, _, uuid = os.environ["POLYAXON_RUN_INSTANCE"].split(".")
    return {"owner": owner, "name": project} if kind == "project" else {"owner": owner, "project": project, "uuid": uuid}


def answer(manager, kind):
    manager.is_initialized = classmethod(lambda cls: True)
    manager.get_config = classmethod(lambda cls, check=True: cls.CONFIG(**own(kind)))


class Finder:
    """Changes the two caches of the package when it imports them."""

    managers = {
        "polyaxon.%smanagers.%s" % (mark, kind): (kind.capitalize() + "ConfigManager", kind)
        for mark in ("_", "") for kind in ("run", "project")
    }

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name not in cls.managers:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return spec
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            manager, kind = cls.managers[name]
            if hasattr(module, manager):
                answer(getattr(module, manager), kind)

        spec.loader.exec_module = exec_module
        return spec


if len(os.environ.get("POLYAXON_RUN_INSTANCE", "").split(".")) == 4:
    sys.meta_path.insert(0, Finder)

# The one that this took the place of, if there is one.
found = importlib.machinery.PathFinder.find_spec("sitecustomize", sys.path)
if found is not None and found.loader is not None:
    module = importlib.util.module_from_spec(found)
    sys.modules["sitecustomize"] = module
    found.loader.exec_module(module)
`;

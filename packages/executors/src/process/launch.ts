import { spawn, type ChildProcess } from "node:child_process";
import { statSync } from "node:fs";
import { type AttemptPlace, type AttemptRef, StartRefused } from "@polyaxon/agent";
import type { ExecutionPlan, PlanContainer } from "@polyaxon/compiler";
import { withOwnRun } from "./own-run-hook.ts";
import { DEFAULT_PATH, resolveCommand } from "./resolve-command.ts";
import { commandNotFound, workingFolderMissing } from "./start-problems.ts";
import { SUPERVISOR_SCRIPT } from "./supervisor-script.ts";

/** Names a shell can hold as a variable; it drops the others from the environment it hands on. */
const SHELL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A plan as this machine can run it, everything checked. */
interface Launch {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir: string;
}

/** Checks what can be checked before anything exists. @throws StartRefused */
export function prepareLaunch(ref: AttemptRef, plan: ExecutionPlan, place: AttemptPlace): Launch {
  const main = onlyContainer(plan);
  const [name, ...firstArgs] = main.command;
  if (name === undefined) {
    throw new StartRefused(
      "NoCommand",
      `The run gives no command${main.image === null ? "" : `, only the image ${main.image}`}. ` +
        "This agent runs processes and ignores images, so it cannot use an image's entry point: set `container.command`.",
    );
  }
  if (statSync(place.workingDir, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new StartRefused("WorkingDirMissing", workingFolderMissing(place.workingDir, main.workingDir));
  }
  const env: Record<string, string> = {};
  for (const { name: key, value } of main.env) env[key] = value;
  env["POLYAXON_RUN_INSTANCE"] = plan.run.instance;
  env["POLYAXON_RUN_ATTEMPT"] = String(ref.attempt);
  env["PATH"] ??= DEFAULT_PATH;
  const odd = Object.entries(env).filter(([key]) => !SHELL_NAME.test(key));
  const found = findCommand(name, env["PATH"], place.workingDir);
  return {
    argv: [
      ...(odd.length === 0 ? [] : ["/usr/bin/env", ...odd.map(([key, value]) => `${key}=${value}`)]),
      found,
      ...firstArgs,
      ...main.args,
    ],
    env,
    workingDir: place.workingDir,
  };
}

/** Starts the supervisor in a session of its own. It belongs to nobody: this process may end, it goes on. */
export function launch(prepared: Launch, place: AttemptPlace): Promise<ChildProcess> {
  const args = ["-c", SUPERVISOR_SCRIPT, "plx-supervisor", place.scratch, ...prepared.argv];
  const refuse = (error: unknown): StartRefused => {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === "E2BIG"
      ? new StartRefused(
          "CommandTooLong",
          "The command with its environment is longer than the operating system accepts.",
          { cause: error },
        )
      : new StartRefused("StartFailed", `The process could not be started: ${message}`, {
          cause: error,
          retryable: true,
        });
  };
  const { workingDir } = prepared;
  return new Promise((resolve, reject) => {
    let child: ChildProcess;
    try {
      const env = withOwnRun(prepared.env, { scratch: place.scratch, workingDir });
      child = spawn("/bin/sh", args, { cwd: workingDir, env, detached: true, stdio: "ignore" });
    } catch (error) {
      reject(refuse(error));
      return;
    }
    child.on("error", (error) => reject(refuse(error)));
    if (child.pid === undefined) return;
    child.unref();
    resolve(child);
  });
}

function onlyContainer(plan: ExecutionPlan): PlanContainer {
  const [step] = plan.init;
  if (step !== undefined) {
    throw new StartRefused(
      "UnsupportedInit",
      `The init step "${step.name}" (${step.kind}) cannot be performed by the process executor yet.`,
    );
  }
  const [main, ...others] = plan.main;
  if (main === undefined || others.length > 0 || plan.sidecars.length > 0) {
    throw new StartRefused(
      "UnsupportedContainers",
      `The process executor runs one main container; the plan has ${plan.main.length} and ${plan.sidecars.length} sidecars.`,
    );
  }
  return main;
}

function findCommand(name: string, path: string, workingDir: string): string {
  const found = resolveCommand(name, { path, workingDir });
  switch (found.kind) {
    case "found":
      return found.path;
    case "not-executable":
      throw new StartRefused(
        "CommandNotExecutable",
        `The command "${name}" is at ${found.path} but is not executable. Run it through its interpreter, or chmod +x it.`,
      );
    case "missing":
      throw new StartRefused("CommandNotFound", commandNotFound(name, { path, workingDir }));
  }
}

import {
  type CreatedRun,
  InvalidRequestError,
  type NewRun,
  NotFoundError,
  type PolyaxonClient,
} from "@polyaxon/client";
import type { CliContext } from "./cli-context.ts";
import { type ProjectChoice, unknownProject } from "./project-choice.ts";

/** A project that only the folder's name stands for is made on the way; one that somebody named must exist, unless it is to be made. */
export async function submitRun(
  context: CliContext,
  client: PolyaxonClient,
  { choice, create }: { readonly choice: ProjectChoice; readonly create: boolean },
  run: NewRun,
): Promise<CreatedRun> {
  const { err } = context;
  try {
    return await client.runs(choice.name).create(run);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    const isNamed = choice.from !== "folder";
    if (isNamed && !create)
      throw await unknownProject(client, choice, ["or let this command make it: --create-project"]);
    if (await madeProject(client, choice.name)) {
      const why = isNamed ? "" : ", named after this folder (choose another with -p)";
      err.write(`created project ${err.colors.bold(choice.name)}${why}\n`);
    }
    return await client.runs(choice.name).create(run);
  }
}

/** False where another command, started at the same moment, was faster. */
async function madeProject(client: PolyaxonClient, name: string): Promise<boolean> {
  try {
    await client.projects.create({ name });
    return true;
  } catch (error) {
    if (error instanceof InvalidRequestError && error.code === "name-taken") return false;
    throw error;
  }
}

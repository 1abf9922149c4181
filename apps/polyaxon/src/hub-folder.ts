import { fileURLToPath } from "node:url";
import { isBuilt } from "./version.ts";

/** The components that are shipped: beside the built code, or the repository's own. */
export const HUB_FOLDER = fileURLToPath(new URL(isBuilt ? "./hub" : "../../../hub", import.meta.url));

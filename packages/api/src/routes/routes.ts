import type { Route } from "../routing/route.ts";
import { adminRoutes } from "./admin.ts";
import { agentFileRoutes } from "./agent-files.ts";
import { agentRoutes } from "./agents.ts";
import { artifactRoutes } from "./artifacts.ts";
import { bulkActionRoutes } from "./bulk-actions.ts";
import { eventRoutes } from "./events.ts";
import { followLogRoutes } from "./follow-logs.ts";
import { healthRoutes } from "./health.ts";
import { installationRoutes } from "./installation.ts";
import { lineageRoutes } from "./lineage.ts";
import { logRangeRoutes } from "./log-range.ts";
import { logRoutes } from "./logs.ts";
import { importanceRoutes } from "./importance.ts";
import { notifyRoutes } from "./notify.ts";
import { projectRoutes } from "./projects.ts";
import { runActionRoutes } from "./run-actions.ts";
import { runEventRoutes } from "./run-events.ts";
import { runLineageRoutes } from "./run-lineage.ts";
import { runRoutes } from "./runs.ts";
import { searchLogRoutes } from "./search-logs.ts";
import { seriesRoutes } from "./series.ts";
import { statsRoutes } from "./stats.ts";
import { statusRoutes } from "./statuses.ts";
import { syncRoutes } from "./sync.ts";

/** Every route of the API. */
export const ROUTES: readonly Route[] = [
  ...healthRoutes,
  ...installationRoutes,
  ...adminRoutes,
  ...projectRoutes,
  ...runRoutes,
  ...runEventRoutes,
  ...syncRoutes,
  ...bulkActionRoutes,
  ...runActionRoutes,
  ...statusRoutes,
  ...statsRoutes,
  ...lineageRoutes,
  ...runLineageRoutes,
  ...logRoutes,
  ...logRangeRoutes,
  ...followLogRoutes,
  ...searchLogRoutes,
  ...eventRoutes,
  ...seriesRoutes,
  ...importanceRoutes,
  ...notifyRoutes,
  ...artifactRoutes,
  ...agentRoutes,
  ...agentFileRoutes,
];

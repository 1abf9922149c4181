import { agentState, capacityOf, type RunResources } from "@polyaxon/orchestrator";
import { z } from "zod";
import { badField, detail, notFound } from "../api-error.ts";
import { admittedAgent, refusalsAnswered } from "../routing/admitted-agent.ts";
import { agentOf } from "../routing/principal.ts";
import { type Route, route } from "../routing/route.ts";
import { asElsewhere } from "./begin-files.ts";
import { unservedRun } from "./unserved-run.ts";
import { agentTokenHash, newAgentToken } from "../security/agent-tokens.ts";
import {
  agentName,
  attemptParams,
  claimedQuery,
  helloBody,
  namedAttempt,
  pollBody,
  readReports,
  readTracked,
  runUuid,
  reportBody,
  trackBody,
  sessionOf,
} from "../wire/agent.ts";
import { wireTime } from "../wire/time.ts";

const tag = "agents";

/** Major version of the agent protocol; another one is refused, everything else is meant to work together. */
const PROTOCOL = 1;
/** The oldest agents that this server is tested with; told to agents, so that they can say who has to be updated. */
const OLDEST_AGENT = "0.1.0";
/** The agent inside a server: nobody else may speak under its name. */
const OWN_AGENT = "local";

/** Claims and orders travel as the orchestrator has them: agents and server share those types. */
const handed = z.array(z.looseObject({}));

/** Cores, bytes and devices, as a run's `resources`. */
const hostSize = z.object({ cpu: z.number(), memory: z.number(), gpu: z.number() });
const wireSize = ({ cpuMillis, gpus, memoryBytes }: RunResources): z.infer<typeof hostSize> => ({
  cpu: cpuMillis / 1000,
  memory: memoryBytes,
  gpu: gpus,
});

/**
 * The agent protocol (version 1), below `/agent/v1` where no owner's name can be. The agent's name is its token's; no body
 * can say another one.
 */
export const agentRoutes: readonly Route[] = [
  route({
    method: "POST",
    url: "/agent/v1/register",
    access: "agent",
    summary: "Announces an agent; answers the attempts it holds and what this server understands",
    tag,
    body: helloBody,
    success: {
      status: 200,
      body: z.object({
        name: z.string(),
        held: handed,
        after_another: z.boolean(),
        server: z.object({ version: z.string(), protocol: z.number(), oldest_agent: z.string() }),
      }),
    },
    async handle({ body, principal }, deps) {
      if (body.protocol !== PROTOCOL) {
        throw detail(
          409,
          "agent-version",
          `This agent speaks version ${body.protocol} of the agent protocol, this server (${deps.version}) version ${PROTOCOL}. ` +
            `Update the ${body.protocol < PROTOCOL ? "agent" : "server"}.`,
        );
      }
      const { instance, queues, resources, session, slots, version } = body;
      const name = agentOf(principal);
      const hello = { name, instance, queues, resources, session, slots, version };
      const { held, afterAnother = false } = await refusalsAnswered(() => deps.agents.register(hello));
      return {
        name,
        held: held.map(asElsewhere),
        after_another: afterAnother,
        server: { version: deps.version, protocol: PROTOCOL, oldest_agent: OLDEST_AGENT },
      };
    },
  }),
  route({
    method: "POST",
    url: "/agent/v1/poll",
    access: "agent",
    summary: "Waits for work and for orders to stop; hanging up ends the wait",
    tag,
    body: pollBody,
    success: {
      status: 200,
      body: z.object({ claims: handed, stop: handed, register: z.boolean().optional() }),
    },
    async handle({ body, principal, request, reply }, deps) {
      const hungUp = new AbortController();
      const hangUp = (): void => hungUp.abort();
      const { closing } = request.server;
      if (closing.aborted) hangUp();
      reply.raw.once("close", hangUp);
      closing.addEventListener("abort", hangUp);
      try {
        const agent = await admittedAgent({ principal, request }, deps);
        const wait = { agent, freeSlots: body.free_slots, waitMs: body.wait_ms };
        const answer = await deps.agents.poll(wait, hungUp.signal);
        return { ...answer, claims: answer.claims.map(asElsewhere) };
      } finally {
        reply.raw.off("close", hangUp);
        closing.removeEventListener("abort", hangUp);
      }
    },
  }),
  route({
    method: "POST",
    url: "/agent/v1/report",
    access: "agent",
    summary: "What became of attempts; `stale` for one that the agent does not hold",
    tag,
    body: reportBody,
    success: { status: 200, body: z.object({ acks: handed }) },
    handle: async (call, deps) => ({
      acks: await deps.agents.report(await admittedAgent(call, deps), readReports(call.body), sessionOf(call.request)),
    }),
  }),
  route({
    method: "POST",
    url: "/agent/v1/runs/:uuid/attempts/:attempt/track",
    access: "agent",
    summary: "Values and lineage that an attempt tracked",
    tag,
    params: attemptParams,
    query: claimedQuery,
    body: trackBody,
    success: { status: 200, body: z.object({ kind: z.enum(["accepted", "stale"]) }) },
    async handle(call, deps) {
      const agent = await admittedAgent(call, deps);
      const named = namedAttempt(call.params, call.query);
      return { kind: await deps.agents.track(agent, named, readTracked(call.body), sessionOf(call.request)) };
    },
  }),
  route({
    method: "POST",
    url: "/agent/v1/tokens",
    access: "user",
    summary: "Makes a token with which an agent may speak under a name; it is shown this once",
    tag,
    body: z.object({ name: agentName }),
    success: { status: 201, body: z.object({ name: z.string(), token: z.string() }) },
    async handle({ body: { name } }, deps) {
      if (name === OWN_AGENT) throw badField("name", `"${OWN_AGENT}" is the agent inside the server; choose another`);
      const token = newAgentToken();
      await deps.store.createAgentToken({ hash: agentTokenHash(token), agent: name, now: deps.clock.now() });
      return { name, token };
    },
  }),
  route({
    method: "DELETE",
    url: "/agent/v1/tokens/:name",
    access: "user",
    summary: "Revokes an agent's tokens; its jobs go on, but it can no longer report them",
    tag,
    params: z.object({ name: agentName }),
    success: { status: 200, body: z.object({ revoked: z.number() }) },
    handle: async ({ params }, deps) => ({ revoked: await deps.store.revokeAgentTokens(params.name) }),
  }),
  route({
    method: "GET",
    url: "/agent/v1/agents",
    access: "user",
    summary: "The agents, what they hold, and when they called in",
    tag,
    success: {
      status: 200,
      body: z.object({
        results: z.array(
          z.object({
            name: z.string(),
            /** By the server's clock and its `--agent-silence`. */
            state: z.enum(["here", "silent", "lost", "revoked"]),
            version: z.string(),
            slots: z.number(),
            held: z.number(),
            queues: z.array(z.string()),
            registered_at: z.string(),
            heartbeat_at: z.string(),
            lost_at: z.string().nullable(),
            resources: hostSize.extend({ devices: z.array(z.string()) }).nullable(),
            taken: hostSize,
          }),
        ),
      }),
    },
    async handle(_call, deps) {
      const agents = await deps.store.listAgents();
      const listening = { now: deps.clock.now(), silentMs: deps.agents.silentMs };
      return {
        results: agents.map((agent) => ({
          name: agent.name,
          state: agentState(agent, listening),
          version: agent.version,
          slots: agent.slots,
          held: agent.held,
          queues: agent.queues,
          registered_at: wireTime(agent.registeredAt),
          heartbeat_at: wireTime(agent.heartbeatAt),
          lost_at: agent.lostAt === null ? null : wireTime(agent.lostAt),
          resources:
            agent.resources === null
              ? null
              : { ...wireSize(capacityOf(agent.resources)), devices: agent.resources.gpus },
          taken: wireSize(agent.taken),
        })),
      };
    },
  }),
  route({
    method: "GET",
    url: "/agent/v1/runs/:uuid/unserved",
    access: "user",
    summary: "Whether a run waits for an agent, and why none that is connected will take it",
    tag,
    params: z.object({ uuid: runUuid }),
    success: { status: 200, body: z.object({ waits: z.boolean(), why: z.string().nullable() }) },
    async handle({ params }, { agents, clock, store }) {
      const run = await store.getRun(params.uuid);
      if (run === null) throw notFound();
      return await unservedRun(run, () => store.listAgents(), { now: clock.now(), silentMs: agents.silentMs });
    },
  }),
];

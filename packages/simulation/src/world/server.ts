import {
  type Advance,
  type AgentProtocol,
  type Clock,
  type RunTokens,
  type Store,
  allowAll,
  createAgentGateway,
  createFitWatch,
  createLostAgentWatch,
  createScheduler,
} from "@polyaxon/orchestrator";
import type { Operations } from "../model/model-store.ts";
import type { Process } from "./timeline.ts";
import { type World, isRead } from "./world.ts";

/** One server of several on the same database: the real scheduler and the real gateway, on a connection that fails. */
export interface Server {
  readonly name: string;
  process: Process;
  gateway: AgentProtocol;
  readonly clock: Clock;
  start(): void;
  crash(): void;
}

const TOKENS: RunTokens = { issue: (run, attempt) => `${run}/${attempt}`, verify: () => null };
const LOOK_EVERY_MS = 5_000;
const LOST = "the connection to the database was lost";

export function createServer(
  world: World,
  name: string,
  options: { readonly advance: Advance; readonly isOnlyServer: boolean; readonly skewMs: number },
): Server {
  const clock = world.clock(options.skewMs);
  let incarnation = 0;

  function open(): { process: Process; gateway: AgentProtocol } {
    incarnation += 1;
    const process: Process = { name: `${name}.${incarnation}`, alive: true };
    const store = simulatedStore(world, process, () => server.crash());
    const timers = world.timers(process);
    const gateway = createAgentGateway({ store, tokens: TOKENS, clock, timers });
    const ids = { runId: () => world.random.hex() as never, uuid: () => world.token(), token: () => world.token() };
    const logger = world.logger(process);
    const scheduler = createScheduler({
      store,
      advance: options.advance,
      checkAccess: allowAll,
      clock,
      ids,
      logger,
      timers,
    });
    // The sole server of an embedded database knows that whoever held a lease is gone.
    if (options.isOnlyServer) world.perform("breakAllLeases", []);
    scheduler.start();
    const watch = createLostAgentWatch({ store, clock, logger });
    const fit = createFitWatch({ store, clock, logger });
    const lookAgainAndAgain = async (): Promise<never> => {
      for (;;) {
        await world.timeline.pause(LOOK_EVERY_MS, process);
        await watch.look().catch(() => {});
        await fit.look().catch(() => {});
      }
    };
    world.goOn(lookAgainAndAgain());
    return { process, gateway };
  }

  const server: Server = {
    name,
    clock,
    process: { name, alive: false },
    gateway: null as unknown as AgentProtocol,
    start() {
      if (server.process.alive) return;
      world.note(name, "starts");
      if (world.jumped !== 0) world.jumpForgotten = true;
      Object.assign(server, open());
    },
    crash() {
      if (!server.process.alive) return;
      world.note(name, "is killed");
      server.process.alive = false;
      world.timeline.after(world.random.int(50, world.random.chance(0.2) ? 40_000 : 3_000), null, () => server.start());
    },
  };
  return server;
}

/**
 * The model over a network: every call is applied some time after it was made and answered some time after that, each
 * save and each report on its own. A call may be lost, or its answer after it was applied; the server may die at each of
 * these instants, so at every `await` of its code.
 */
function simulatedStore(world: World, owner: Process, crash: () => void): Store {
  const { timeline, random } = world;

  function call<N extends keyof Operations>(
    name: N,
    args: Parameters<Operations[N]>,
  ): Promise<ReturnType<Operations[N]>> {
    return new Promise((resolve, reject) => {
      if (!owner.alive) return;
      if (world.fault(0.001)) crash();
      const isLost = world.fault(0.004);
      const isAnswerLost = world.fault(0.008);
      timeline.after(random.int(0, random.chance(0.05) ? 400 : 3), null, () => {
        if (isLost) {
          timeline.after(random.int(1, 2_000), owner, () => reject(new Error(LOST)));
          return;
        }
        const answer = applied(name, args);
        if (!isRead(name) && owner.alive && world.fault(0.002)) crash();
        timeline.after(random.int(0, random.chance(0.05) ? 300 : 3), owner, () => {
          if (isAnswerLost) reject(new Error(LOST));
          else answer(resolve, reject);
        });
      });
    });
  }

  function applied<N extends keyof Operations>(name: N, args: Parameters<Operations[N]>) {
    type Result = ReturnType<Operations[N]>;
    try {
      const result = world.perform(name, args);
      return (resolve: (value: Result) => void) => resolve(result);
    } catch (error) {
      return (_resolve: unknown, reject: (reason: Error) => void) => reject(error as Error);
    }
  }

  const byName = new Proxy({} as Store, {
    get:
      (_target, name) =>
      (...args: never) =>
        call(name as keyof Operations, args),
  });
  return Object.assign(Object.create(byName) as Store, {
    saveAll: async (saves: Parameters<Store["saveAll"]>[0]) =>
      (await Promise.all(saves.map((save) => call("saveAll", [[save]])))).flat(),
    report: async (...[agent, reports, now, session]: Parameters<Store["report"]>) =>
      (await Promise.all(reports.map((report) => call("report", [agent, [report], now, session])))).flat(),
    subscribe: (listener: Parameters<Store["subscribe"]>[0]) =>
      world.model.onCommit((change) => {
        if (!owner.alive || world.fault(0.05)) return;
        timeline.after(random.int(0, 5), owner, () => listener(change));
      }),
  });
}

import type { AgentProtocol } from "@polyaxon/orchestrator";
import type { Server } from "./server.ts";
import type { Process } from "./timeline.ts";
import type { World } from "./world.ts";

const CALL_TIMEOUT_MS = 10_000;

/** Messages between agents and servers: late, out of order, lost, doubled; links that carry one way only. */
export class Network {
  readonly #world: World;
  readonly #servers: readonly Server[];
  /** `from>to` of links that carry nothing at present. */
  readonly #cut = new Set<string>();

  constructor(world: World, servers: readonly Server[]) {
    this.#world = world;
    this.#servers = servers;
  }

  /** Cuts a link in one direction for a while. */
  cut(from: string, to: string, ms: number): void {
    const link = `${from}>${to}`;
    this.#world.note("network", `${link} is cut for ${ms} ms`);
    this.#cut.add(link);
    this.#world.timeline.after(ms, null, () => this.#cut.delete(link));
  }

  heal(): void {
    this.#cut.clear();
  }

  /** The agent's side of the protocol, over the wire. Each call goes to a server that a load balancer picks. */
  protocol(agent: string, owner: Process): AgentProtocol {
    const call = <T>(
      what: string,
      waitMs: number,
      invoke: (gateway: AgentProtocol, signal: AbortSignal) => Promise<T>,
      signal?: AbortSignal,
    ): Promise<T> => this.#call(agent, owner, what, waitMs, invoke, signal);
    return {
      register: (hello) => call("register", 0, (gateway) => gateway.register(hello)),
      poll: (request, signal) =>
        call("poll", request.waitMs, (gateway, remote) => gateway.poll(request, remote), signal),
      report: (name, reports) =>
        call(`report ${reports.map(({ kind }) => kind).join("+")}`, 0, (gateway) => gateway.report(name, reports)),
      track: (name, attempt, records) => call("track", 0, (gateway) => gateway.track(name, attempt, records)),
    };
  }

  #call<T>(
    agent: string,
    owner: Process,
    what: string,
    waitMs: number,
    invoke: (gateway: AgentProtocol, signal: AbortSignal) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const { timeline, random } = this.#world;
    const server = random.pick(this.#servers);
    return new Promise((resolve, reject) => {
      const remotes: AbortController[] = [];
      /** The server notices that nobody waits any more; sometimes it never does. */
      const hangUp = (): void => {
        if (random.chance(0.3)) return;
        timeline.after(this.#delay(), null, () => remotes.forEach((remote) => remote.abort()));
      };
      const fail = (reason: string): void => {
        hangUp();
        reject(new Error(`${what}: ${reason}`));
      };
      timeline.after(waitMs + CALL_TIMEOUT_MS, owner, () => fail("no answer"));
      signal?.addEventListener("abort", () => fail("given up"));
      const copies = this.#world.fault(0.02) ? 2 : 1;
      for (let copy = 0; copy < copies; copy++) {
        if (this.#isLost(agent, server.name)) continue;
        timeline.after(this.#delay(), null, () => {
          const { process, gateway } = server;
          if (!process.alive) {
            timeline.after(this.#delay(), owner, () => fail("connection refused"));
            return;
          }
          const remote = new AbortController();
          remotes.push(remote);
          const answer = (deliver: () => void): void => {
            if (this.#isLost(server.name, agent)) return;
            timeline.after(this.#delay(), owner, deliver);
          };
          invoke(gateway, remote.signal).then(
            (value) => answer(() => resolve(value)),
            (error: unknown) => answer(() => fail(String(error))),
          );
        });
      }
    });
  }

  #isLost(from: string, to: string): boolean {
    return (this.#world.faulty && this.#cut.has(`${from}>${to}`)) || this.#world.fault(0.015);
  }

  #delay(): number {
    const { random } = this.#world;
    if (this.#world.fault(0.03)) return random.int(100, 12_000);
    return random.int(1, random.chance(0.1) ? 200 : 10);
  }
}

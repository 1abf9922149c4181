import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

export type Fault = "none" | "commit-not-delivered" | "answer-not-delivered";

/** A way to a Postgres server that loses the next commit, or its answer, and the connection with it. */
export class FaultyWay {
  fault: Fault = "none";
  faults = 0;
  /** Nobody gets through after a fault. */
  thenClosed = false;
  /** Called with what a client sends, which goes on when it is done. */
  beforeSent: (bytes: Buffer) => Promise<void> = async () => {};
  #closed = false;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async to(port: number): Promise<FaultyWay> {
    const server = createServer();
    const way = new FaultyWay(server);
    server.on("connection", (near) => (way.#closed ? near.destroy() : way.#carry(near, connect(port, "127.0.0.1"))));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return way;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  openAgain(): void {
    this.#closed = false;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #carry(near: Socket, far: Socket): void {
    let cutOnAnswer = false;
    const cut = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on("error", cut).on("close", cut);
    }
    const send = (bytes: Buffer): void => {
      const faulty = this.fault !== "none" && bytes.includes("commit\0");
      if (!faulty) {
        far.write(bytes);
        return;
      }
      const { fault } = this;
      this.fault = "none";
      this.faults += 1;
      this.#closed = this.thenClosed;
      if (fault === "commit-not-delivered") return cut();
      cutOnAnswer = true;
      far.write(bytes);
    };
    near.on("data", (bytes: Buffer) => {
      near.pause();
      this.beforeSent(bytes).then(() => {
        send(bytes);
        near.resume();
      }, cut);
    });
    far.on("data", (bytes) => (cutOnAnswer ? cut() : near.write(bytes)));
  }
}

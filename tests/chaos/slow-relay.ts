import { connect, createServer, type Server as TcpServer, type Socket } from "node:net";
import { freePort } from "@polyaxon/store/free-port-for-tests";

/** Passes bytes on, late, and breaks every connection after a while. */
export async function slowRelay(
  target: number,
  { breakEveryMs, delayMs }: { readonly delayMs: number; readonly breakEveryMs: number },
): Promise<{ readonly port: number; broken(): number; close(): Promise<void> }> {
  const port = await freePort();
  const open = new Set<Socket>();
  let broken = 0;
  const passOn = (from: Socket, to: Socket): void => {
    from.on("data", (bytes) => setTimeout(() => to.writable && to.write(bytes), delayMs));
    from.on("close", () => setTimeout(() => to.destroy(), delayMs));
    from.on("error", () => to.destroy());
  };
  const relay: TcpServer = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    open.add(near).add(far);
    passOn(near, far);
    passOn(far, near);
    const timer = setTimeout(
      () => {
        broken += 1;
        near.resetAndDestroy();
        far.resetAndDestroy();
      },
      breakEveryMs * 4 * Math.random() + breakEveryMs,
    );
    near.on("close", () => clearTimeout(timer));
  });
  await new Promise<void>((done) => void relay.listen(port, "127.0.0.1", done));
  return {
    port,
    broken: () => broken,
    close: () =>
      new Promise((done) => {
        relay.close(() => done());
        for (const socket of open) socket.destroy();
      }),
  };
}

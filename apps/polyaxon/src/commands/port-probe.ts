import { createServer } from "node:net";

/**
 * Rejects as listening there would, with the system's code: before a server fills a data folder that it then leaves.
 * Port 0 is always free. Another process may still take the port between this and the real listening.
 */
export function probePort(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve()));
  });
}

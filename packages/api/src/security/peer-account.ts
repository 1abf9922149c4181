import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";

/**
 * The account at the other end of a loopback connection, from the kernel's own table of sockets.
 *
 * Linux only; elsewhere, and whenever the row is not found, the answer is null (and a token is needed). Asked once for
 * each connection: the owner of a connected socket does not change.
 */
export type PeerAccount = (socket: Socket) => Promise<number | null>;

export function createPeerAccount(
  read: (path: string) => Promise<string> = (path) => readFile(path, "latin1"),
): PeerAccount {
  const known = new WeakMap<Socket, Promise<number | null>>();
  return (socket) => {
    const found = known.get(socket) ?? lookUp(socket, read);
    known.set(socket, found);
    return found;
  };
}

async function lookUp(socket: Socket, read: (path: string) => Promise<string>): Promise<number | null> {
  const { remoteAddress, remotePort, localAddress, localPort } = socket;
  if (remoteAddress === undefined || localAddress === undefined || remotePort === undefined || localPort === undefined)
    return null;
  if (process.platform !== "linux" || !isLoopback(remoteAddress)) return null;
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    const text = await read(table).catch(() => "");
    const uid = accountOf(
      text,
      { address: remoteAddress, port: remotePort },
      { address: localAddress, port: localPort },
    );
    if (uid !== null) return uid;
  }
  return null;
}

interface End {
  readonly address: string;
  readonly port: number;
}

/** The uid in the row of the peer's end: its local address is our remote one, and the reverse. */
export function accountOf(table: string, peer: End, server: End): number | null {
  const peerKeys = kernelAddresses(peer);
  const serverKeys = kernelAddresses(server);
  for (const row of table.split("\n")) {
    const [, local = "", remote = "", state, , , , uid] = row.trim().split(/\s+/);
    // 01 = established. A row left in another state has no owner any more.
    if (state !== "01" || !peerKeys.includes(local) || !serverKeys.includes(remote)) continue;
    const account = Number(uid);
    return Number.isInteger(account) ? account : null;
  }
  return null;
}

export const isLoopback = (address: string): boolean =>
  address === "::1" || /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/i.test(address);

/** The kernel prints addresses as host-order (little-endian) words in hex; a v4 peer may stand in either table. */
function kernelAddresses({ address, port }: End): readonly string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  if (address === "::1") return [`00000000000000000000000001000000${suffix}`];
  const v4 = address.replace(/^::ffff:/i, "");
  const bytes = v4.split(".").map(Number);
  const word = [...bytes].reverse().map(hexByte).join("");
  return [`${word}${suffix}`, `0000000000000000FFFF0000${word}${suffix}`];
}

const hexByte = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, "0");

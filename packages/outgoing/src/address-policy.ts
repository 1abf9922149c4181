import { BlockList, isIP } from "node:net";

/** Which addresses may be called. */
export interface AddressPolicy {
  /** Whether a host may be called wherever its name leads. */
  allowsHost(host: string): boolean;
  /** Whether an IP address may be called. */
  allowsAddress(address: string): boolean;
}

/**
 * Everything but the public internet is refused: what a stranger's file names there is on the caller's own machine or network.
 *
 * @param allowed host names, addresses and blocks (`10.1.0.0/16`, `fd00::/8`) that may be called all the same; `*` for all
 * @throws RangeError for an entry that is none of these
 * @see IANA's registries of special-purpose addresses, for IPv4 and IPv6
 */
export function addressPolicy(allowed: readonly string[] = []): AddressPolicy {
  const hosts = new Set<string>();
  const allowedBlocks = new BlockList();
  for (const entry of allowed) {
    const [address = "", prefix] = entry.split("/");
    const version = isIP(address);
    if (version === 0) {
      if (prefix !== undefined || !/^(\*|[\w-]+(\.[\w-]+)*)$/.test(entry))
        throw new RangeError(`expected a host name, an address or a block such as 10.1.0.0/16, found \`${entry}\``);
      hosts.add(entry.toLowerCase());
      continue;
    }
    const widest = version === 4 ? 32 : 128;
    if (prefix !== undefined && !(/^\d{1,3}$/.test(prefix) && Number(prefix) <= widest))
      throw new RangeError(`\`${entry}\`: expected a length of 0 to ${widest} after the slash, found \`${prefix}\``);
    allowedBlocks.addSubnet(address, prefix === undefined ? widest : Number(prefix), version === 4 ? "ipv4" : "ipv6");
  }
  return {
    allowsHost: (host) => hosts.has("*") || hosts.has(host.toLowerCase()),
    allowsAddress(given) {
      const address = given.split("%")[0]!;
      const version = isIP(address);
      if (version === 0) return false;
      const family = version === 4 ? "ipv4" : "ipv6";
      if (hosts.has("*") || allowedBlocks.check(address, family)) return true;
      return !NOT_PUBLIC.check(address, family) && (version === 4 || isGlobalUnicast(address));
    },
  };
}

/** An IPv4 address inside an IPv6 one (`::ffff:10.0.0.1`) is checked as the IPv4 address by `BlockList` itself. */
const NOT_PUBLIC = new BlockList();
for (const block of [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
]) {
  const [address = "", prefix] = block.split("/");
  NOT_PUBLIC.addSubnet(address, Number(prefix), "ipv4");
}
// Inside 2000::/3: Teredo and 6to4 carry IPv4 addresses that are not looked at; documentation.
for (const block of ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]) {
  const [address = "", prefix] = block.split("/");
  NOT_PUBLIC.addSubnet(address, Number(prefix), "ipv6");
}

const GLOBAL_UNICAST = new BlockList();
GLOBAL_UNICAST.addSubnet("2000::", 3, "ipv6");
const MAPPED = new BlockList();
MAPPED.addSubnet("::ffff:0:0", 96, "ipv6");

/** All that is handed out so far on the public internet; an IPv4 address in IPv6 clothes was checked as the former. */
const isGlobalUnicast = (address: string): boolean =>
  GLOBAL_UNICAST.check(address, "ipv6") || MAPPED.check(address, "ipv6");

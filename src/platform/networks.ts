import { BlockList, isIP } from 'node:net';
import { bareAddress, networkOf } from './addresses.ts';

/** A set of addresses and networks. */
export interface Networks {
  /** IPv4 written as IPv6 is the same address; what is no address is in no network. */
  has(ip: string): boolean;
}

/** Addresses or networks (CIDR) as one set; gives the first entry that is neither in its place. */
export function networksOf(entries: readonly string[]): Networks | { mistake: string } {
  const list = new BlockList();
  for (const entry of entries) {
    const network = networkOf(entry);
    if (!network) return { mistake: entry };
    list.addSubnet(network.address, network.bits, network.family);
  }
  return {
    has(ip) {
      const bare = bareAddress(ip);
      const version = isIP(bare);
      return version !== 0 && list.check(bare, version === 6 ? 'ipv6' : 'ipv4');
    },
  };
}

import { BlockList, isIP } from 'node:net';

/** Addresses that no connection of ours may go to, by what they are (the registries of IANA for special purposes). */
const SPECIAL: readonly { name: string; ipv4: readonly string[]; ipv6: readonly string[] }[] = [
  { name: 'loopback', ipv4: ['127.0.0.0/8'], ipv6: ['::1/128'] },
  { name: 'unspecified', ipv4: ['0.0.0.0/8'], ipv6: ['::/128'] },
  { name: 'link-local', ipv4: ['169.254.0.0/16'], ipv6: ['fe80::/10', 'fec0::/10'] },
  { name: 'multicast', ipv4: ['224.0.0.0/4'], ipv6: ['ff00::/8'] },
  { name: 'reserved', ipv4: ['192.0.0.0/24', '240.0.0.0/4'], ipv6: ['100::/64'] },
  // Each of these stands for an IPv4 address, or reaches one by a relay; what it stands for would go unchecked.
  { name: 'IPv4 inside IPv6', ipv4: [], ipv6: ['::ffff:0:0/96', '::ffff:0:0:0/96', '::/96'] },
  { name: 'NAT64', ipv4: [], ipv6: ['64:ff9b::/96', '64:ff9b:1::/48'] },
  { name: '6to4 or Teredo', ipv4: ['192.88.99.0/24'], ipv6: ['2002::/16', '2001::/32'] },
];

// Apart by family: a BlockList takes IPv4 for its mapped form in IPv6, and would find every IPv4 address there.
const LISTS = SPECIAL.map(({ name, ipv4, ipv6 }) => ({ name, 4: networks(ipv4), 6: networks(ipv6) }));

/** What an address is, where it is one that is not connected to; null for ordinary ones, private ones among them. */
export function specialUse(address: string): string | null {
  const family = isIP(address) === 6 ? 6 : 4;
  return LISTS.find((list) => list[family].check(address, `ipv${family}`))?.name ?? null;
}

/** A list of networks as `10.0.0.0/8`. */
export function networks(list: readonly string[]): BlockList {
  const made = new BlockList();
  for (const network of list) {
    const [address, bits] = network.split('/') as [string, string];
    made.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return made;
}

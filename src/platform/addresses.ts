import { isIP } from 'node:net';

/** IPv4 written as IPv6 is the same address. */
export const bareAddress = (ip: string): string =>
  ip.toLowerCase().startsWith('::ffff:') && ip.includes('.') ? ip.slice(7) : ip;

/** True for addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  const name = bareAddress(host.toLowerCase().replace(/^\[|\]$/g, ''));
  if (name === 'localhost' || name === '::1') return true;
  return isIP(name) === 4 && name.startsWith('127.');
}

/** An address, or a network as `10.0.0.0/8`; null where it is neither. */
export function networkOf(entry: string): { address: string; bits: number; family: 'ipv4' | 'ipv6' } | null {
  const [address = '', bits, ...more] = entry.split('/');
  const most = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  const size = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (most === 0 || more.length > 0 || !(size <= most)) return null;
  return { address, bits: size, family: most === 128 ? 'ipv6' : 'ipv4' };
}

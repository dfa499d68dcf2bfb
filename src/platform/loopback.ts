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

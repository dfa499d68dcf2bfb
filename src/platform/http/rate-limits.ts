import { isIP } from 'node:net';
import { bareAddress } from '../addresses.ts';
import { TooMany } from '../too-many.ts';
import type { Effort } from './effort.ts';
import type { Route } from './route.ts';

/** How much may be asked in a minute, and how much one request counts. */
export interface RateSettings {
  /** Of one account, over all its sessions and programs; 0: no limit. */
  readonly perAccount: number;
  /** Of one address, signed in or not; 0: no limit. */
  readonly perAddress: number;
  readonly cost: Readonly<Record<Exclude<Effort, 'none' | 'plain'>, number>>;
}

/** Most keys that are remembered; who was quiet longest is forgotten, and begins anew with a full measure. */
const MAX_KEYS = 50_000;
const MINUTE_MS = 60_000;

/** Token buckets by key: each holds what may be asked in a minute, and fills again evenly. */
class Buckets {
  readonly #levels = new Map<string, { level: number; atMs: number }>();

  /** Takes `cost`; gives the milliseconds to wait where there is too little, and takes nothing then. */
  take(key: string, cost: number, perMinute: number, nowMs: number): number {
    const kept = this.#levels.get(key);
    const filled = kept ? kept.level + (Math.max(0, nowMs - kept.atMs) * perMinute) / MINUTE_MS : perMinute;
    const level = Math.min(perMinute, filled);
    // What costs more than a minute's worth waits for a full bucket.
    const wanted = Math.min(cost, perMinute);
    const isEnough = level >= wanted;
    // The newest stand at the end.
    this.#levels.delete(key);
    this.#levels.set(key, { level: isEnough ? level - wanted : level, atMs: nowMs });
    if (this.#levels.size > MAX_KEYS) this.#levels.delete(this.#levels.keys().next().value!);
    return isEnough ? 0 : Math.ceil(((wanted - level) * MINUTE_MS) / perMinute);
  }
}

/** Keeps one account and one address from taking what is there for all. */
export class RateLimits {
  readonly #settings: RateSettings;
  readonly #now: () => number;
  readonly #accounts = new Buckets();
  readonly #addresses = new Buckets();

  constructor(settings: RateSettings, now: () => number) {
    this.#settings = settings;
    this.#now = now;
  }

  /** Before anything is known of who asks. */
  takeAddress(ip: string | null, effort: Effort): void {
    const { perAddress } = this.#settings;
    if (ip !== null) this.#take(this.#addresses, networkOf(ip), effort, perAddress, 'from this address');
  }

  takeAccount(account: string, effort: Effort): void {
    this.#take(this.#accounts, account, effort, this.#settings.perAccount, 'by this account');
  }

  #take(buckets: Buckets, key: string, effort: Effort, perMinute: number, by: string): void {
    if (perMinute === 0 || effort === 'none') return;
    const cost = effort === 'plain' ? 1 : this.#settings.cost[effort];
    const waitMs = buckets.take(key, cost, perMinute, this.#now());
    if (waitMs === 0) return;
    const seconds = Math.ceil(waitMs / 1000);
    throw new TooMany(
      'http.tooManyRequests',
      `Too much was asked ${by} within a minute. Try again in ${seconds} second${seconds === 1 ? '' : 's'}.`,
      waitMs,
    );
  }
}

/** One subscriber has a whole network of IPv6 (/64): all its addresses count as one. */
function networkOf(ip: string): string {
  const address = bareAddress(ip);
  if (isIP(address) !== 6) return address;
  const [head = '', tail = ''] = address.split('::');
  const [before, after] = [head.split(':').filter(Boolean), tail.split(':').filter(Boolean)];
  const groups = [...before, ...Array(Math.max(0, 8 - before.length - after.length)).fill('0'), ...after];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/**
 * What a route costs follows from what it declares: whatever anybody may send without being known counts as an attempt to sign in, files
 * count by their direction, and what reads analyses may have to calculate.
 */
export function effortOf(route: Route): Effort {
  if (route.effort) return route.effort;
  if (route.kind === 'asset' || route.kind === 'probe') return 'none';
  if (route.permission === 'public' && route.method !== 'GET') return 'sign-in';
  if (route.kind === 'api' ? route.raw : route.kind === 'page' && route.file) return 'upload';
  if ((route.kind === 'api' && route.file) || /\.[a-z]+$/.test(route.path.replace('.json', ''))) return 'export';
  const reads = route.permission === 'read:analyses' || route.permission === 'read:sql';
  return reads && route.kind !== 'stream' ? 'calculation' : 'plain';
}

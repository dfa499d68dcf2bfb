import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import type { AppError } from '#sdk';
import { proveInOrder } from '../../src/features/directory/in-order.ts';
import { configuredFor, kept, opened } from './configured.ts';
import { signal } from './openldap-house.ts';
import { freePorts } from './ports.ts';
import { type RecordingProxy, startProxy } from './recording-proxy.ts';
import { BASE, ldifEntry, SERVICE, SLAPD, type Slapd, slapdNeeds, startSlapd } from './slapd.ts';

const inPlace = (place: string, uid: string) =>
  ldifEntry(`uid=${uid},ou=${place},${BASE}`, {
    objectClass: ['inetOrgPerson'],
    uid,
    cn: uid,
    sn: uid,
    userPassword: `${uid}-secret`,
  });
const ORGANISATION = ['a', 'b']
  .map(
    (place) =>
      ldifEntry(`ou=${place},${BASE}`, { objectClass: ['organizationalUnit'], ou: place }) +
      inPlace(place, `in-${place}`) +
      inPlace(place, 'in-both'),
  )
  .join('');

let slapd: Slapd;
const proxies: RecordingProxy[] = [];
let closedPort = 0;
beforeAll(async () => {
  if (!SLAPD) return;
  slapd = await startSlapd(ORGANISATION);
  for (let i = 0; i < 4; i++) proxies.push(await startProxy(slapd.tlsPort));
  [closedPort] = freePorts(1) as [number];
}, 60_000);
afterAll(async () => {
  for (const proxy of proxies) await proxy.end();
  await slapd?.end();
}, 30_000);
beforeEach(() => {
  for (const proxy of proxies) proxy.behave('pass');
});

const KINDS = ['up', 'down', 'reset', 'silent', 'tls', 'cut'] as const;
type Kind = (typeof KINDS)[number];

/** The address of a replica that behaves so. */
function url(proxy: RecordingProxy, kind: Kind): string {
  if (kind === 'down') return `ldaps://localhost:${closedPort}`;
  // Where TLS belongs, this one speaks without.
  if (kind === 'tls') return `ldaps://localhost:${slapd.port}`;
  if (kind === 'reset' || kind === 'silent') proxy.behave(kind);
  if (kind === 'cut') proxy.behave({ cut: 600 });
  return `ldaps://localhost:${proxy.port}`;
}

type Outcome = [said: string, counted: number];

function directory(id: 'a' | 'b', kinds: readonly [Kind, Kind]) {
  const first = id === 'a' ? 0 : 2;
  const urls = kinds.map((kind, i) => url(proxies[first + i] as RecordingProxy, kind));
  const limits = { connect_timeout_seconds: 0.4, operation_timeout_seconds: 0.4, retry_seconds: 0 };
  return opened(configuredFor(slapd, SERVICE.dn, { id, urls, base: `ou=${id},${BASE}`, ...limits }), kept().log);
}

/** Who was let in where, or what was said; and how often a password was counted. */
async function attempt(
  a: readonly [Kind, Kind],
  b: readonly [Kind, Kind],
  login: string,
  password: string,
): Promise<Outcome> {
  const list = [directory('a', a), directory('b', b)];
  let counted = 0;
  const count = () => () => void counted++;
  try {
    const proof = await proveInOrder(list, login, password, signal, count);
    return [typeof proof === 'string' ? proof : `${proof.directory.id}:${proof.person.login}`, counted];
  } catch (error) {
    return [(error as AppError).code, counted];
  }
}

const FIRST: readonly (readonly [Kind, Kind])[] = KINDS.flatMap((kind) => [
  [kind, 'up'] as const,
  [kind, 'down'] as const,
]);
const SECOND: readonly (readonly [Kind, Kind])[] = [
  ['up', 'up'],
  ['reset', 'up'],
  ['silent', 'down'],
];

describe('rule 1: two directories of two replicas each', () => {
  for (const a of FIRST)
    for (const b of SECOND)
      test.skipIf(!SLAPD)(
        `first ${a.join(', ')}; second ${b.join(', ')}${slapdNeeds}`,
        async () => {
          const [isA, isB] = [a.includes('up'), b.includes('up')];
          const whenA = (outcome: Outcome) => (isA ? outcome : (['directory.unavailable', 0] as Outcome));
          const afterA = (outcome: Outcome) => whenA(isB ? outcome : (['directory.unavailable', 0] as Outcome));
          expect(await attempt(a, b, 'in-a', 'in-a-secret')).toEqual(whenA(['a:in-a', 1]));
          expect(await attempt(a, b, 'in-a', 'wrong')).toEqual(whenA(['refused', 1]));
          expect(await attempt(a, b, 'in-both', 'in-both-secret')).toEqual(whenA(['a:in-both', 1]));
          expect(await attempt(a, b, 'in-b', 'in-b-secret')).toEqual(afterA(['b:in-b', 1]));
          expect(await attempt(a, b, 'in-b', 'wrong')).toEqual(afterA(['refused', 1]));
          expect(await attempt(a, b, 'nobody', 'wrong')).toEqual(afterA(['not-found', 0]));
        },
        30_000,
      );
});

test.skipIf(!SLAPD)(`rule 1: a wrong password is tried at one replica of one directory${slapdNeeds}`, async () => {
  const asked = () => proxies.map((proxy) => proxy.opened());
  const before = asked();
  expect(await attempt(['up', 'up'], ['up', 'up'], 'in-both', 'wrong')).toEqual(['refused', 1]);
  expect(asked().map((count, i) => count - (before[i] as number))).toEqual([2, 0, 0, 0]);
});

test.skipIf(!SLAPD)(
  `rule 2: a silent directory ends with its budget, and holds nothing else up${slapdNeeds}`,
  async () => {
    const urls = proxies.slice(0, 2).map((proxy) => url(proxy, 'silent'));
    const limits = { connect_timeout_seconds: 5, operation_timeout_seconds: 5, sign_in_timeout_seconds: 0.5 };
    const silent = opened(configuredFor(slapd, SERVICE.dn, { urls, base: `ou=a,${BASE}`, ...limits }), kept().log);
    let turns = 0;
    let longestMs = 0;
    let last = performance.now();
    const ticking = setInterval(() => {
      const now = performance.now();
      longestMs = Math.max(longestMs, now - last);
      last = now;
      turns++;
    }, 1);
    await expect(silent.prove('in-a', 'in-a-secret', signal, () => {})).rejects.toMatchObject({
      code: 'directory.unavailable',
    });
    clearInterval(ticking);
    // Everything else had its turn meanwhile; how long the longest took is the machine's business, not asserted.
    expect(turns).toBeGreaterThan(10);
    expect(longestMs).toBeGreaterThan(0);
  },
);

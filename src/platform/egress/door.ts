import { isIP, type LookupFunction } from 'node:net';
import { networkInterfaces } from 'node:os';
import { AppError } from '#sdk';
import { parseAllowList } from './allow-list.ts';
import { openSocket, type Pinned, secureSocket } from './connect.ts';
import { decide, type Ground } from './decide.ts';
import type {
  Cause,
  ChildEgress,
  ConnectOptions,
  Denial,
  Egress,
  EgressOwner,
  EgressSettings,
  TlsConnectOptions,
} from './egress.ts';
import { exchange } from './exchange.ts';
import { Patience } from './patience.ts';
import { type Resolve, systemResolve } from './resolve.ts';
import { parseHost, parsePort, parseTarget, parseUrl, type Target, targetText } from './target.ts';
import { Trust } from './trust.ts';

export interface EgressParts {
  readonly settings: EgressSettings;
  readonly denied: (denial: Denial) => void;
  readonly resolve?: Resolve;
  readonly ownAddresses?: () => ReadonlySet<string>;
}

const CONNECT_TIMEOUT_MS = 10_000;
const FETCH_TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 16 * 1_048_576;

/** Opens the door with what the configuration allows; an entry that is wrong is a fault. */
export function egressDoor(parts: EgressParts): EgressOwner {
  const ownPorts = new Set<number>();
  let state = stateOf(parts, parts.settings, ownPorts);
  const door = doorFor({ purpose: 'unnamed' }, { now: () => state, denied: parts.denied });
  return {
    ...door,
    configure(settings) {
      state = stateOf(parts, settings, ownPorts);
    },
    addOwnPort: (port) => void ownPorts.add(port),
    forChild: () => ({ settings: state.settings, ownPorts: [...ownPorts] }),
    denied: parts.denied,
  };
}

/** The same door in a child process. */
export function childDoor({ settings, ownPorts }: ChildEgress, denied: (denial: Denial) => void): Egress {
  const door = egressDoor({ settings, denied });
  for (const port of ownPorts) door.addOwnPort(port);
  return door;
}

interface State extends Ground {
  readonly settings: EgressSettings;
  readonly trust: Trust;
}

function stateOf(parts: EgressParts, settings: EgressSettings, ownPorts: ReadonlySet<number>): State {
  return {
    ...{ settings, allow: parseAllowList(settings.allow), trust: new Trust(settings.ca), ownPorts },
    ...{ resolve: parts.resolve ?? systemResolve, ownAddresses: parts.ownAddresses ?? addressesOfThisMachine },
    ownSite: settings.publicUrl ? siteOf(settings.publicUrl) : null,
  };
}

interface Behind {
  now: () => State;
  denied: (denial: Denial) => void;
}

function doorFor(cause: Cause, behind: Behind): Egress {
  const told = <T>(target: string, parse: () => T): T => {
    try {
      return parse();
    } catch (error) {
      if (error instanceof AppError) behind.denied(denial(cause, target, error));
      throw error;
    }
  };
  const pin = async (target: Target): Promise<Pinned> => {
    const { addresses, refusal } = await decide(target, behind.now());
    const all = addresses.map(({ address }) => address);
    if (!refusal) return { host: target.host, port: target.port, address: all[0]!, addresses: all };
    if (refusal.code === 'egress.unresolved') throw new AppError('unavailable', refusal.code, refusal.message);
    behind.denied(denial(cause, targetText(target), refusal, all));
    throw new AppError('forbidden', refusal.code, refusal.message);
  };
  const parsed = (host: string, port: number): Target =>
    told(`${host}:${port}`, () => ({ host: parseHost(host), port: parsePort(String(port)) }));
  const open = async (target: Target, signal: AbortSignal) => {
    const pinned = await pin(target);
    return { pinned, socket: await openSocket(pinned, signal) };
  };
  const openTls = async (target: Target, tls: TlsConnectOptions, signal: AbortSignal) => {
    const { pinned, socket } = await open(target, signal);
    const context = behind.now().trust.contextFor(tls);
    return secureSocket(socket, pinned, { context, serverName: tls.serverName }, signal);
  };
  return {
    check: async (host, port) => pin(parsed(host, port)),
    connect: async (host, port, options = {}) => (await open(parsed(host, port), limit(options))).socket,
    connectTls: async (host, port, options = {}) => openTls(parsed(host, port), options, limit(options)),
    async secure(socket, host, options = {}) {
      const target = { host: parseHost(host), port: socket.remotePort ?? 0 };
      const tls = { context: behind.now().trust.contextFor(options), serverName: options.serverName };
      return secureSocket(socket, target, tls, limit(options));
    },
    async fetch(url, init = {}, { timeoutMs = FETCH_TIMEOUT_MS, stallMs, maxBytes = MAX_ANSWER_BYTES, ca } = {}) {
      const target = told(String(url), () => parseUrl(String(url)));
      const request = new Request(target.url.href, init);
      const patience = new Patience({ signal: init.signal, timeoutMs, stallMs });
      const { signal } = patience;
      const tls = ca ? { ca: [...behind.now().settings.ca, ...ca] } : {};
      const socket = target.secure ? await openTls(target, tls, signal) : (await open(target, signal)).socket;
      return exchange(target, socket, request, { maxBytes, patience });
    },
    lookup: (port) => lookupBy((host) => pin(parsed(host, port))),
    explain: async (target) => decide(parseTarget(target), behind.now()),
    ca: () => behind.now().trust.ca,
    as: (other) => doorFor(other, behind),
  };
}

function limit({ signal, timeoutMs = CONNECT_TIMEOUT_MS }: ConnectOptions): AbortSignal {
  const late = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([signal, late]) : late;
}

const lookupBy =
  (pin: (host: string) => Promise<Pinned>): LookupFunction =>
  (host, options, done) => {
    pin(host).then(
      ({ address, addresses }) => {
        if (options.all)
          done(
            null,
            addresses.map((each) => ({ address: each, family: isIP(each) })),
          );
        else done(null, address, isIP(address));
      },
      (error) => done(error, ''),
    );
  };

const denial = (
  cause: Cause,
  target: string,
  { code, message }: { code: string; message: string },
  addresses: readonly string[] = [],
): Denial => ({ ...cause, target: target.slice(0, 200), code, message, addresses });

/** Without the strictness of targets: it is compared with, never connected to. */
function siteOf(publicUrl: string): Target {
  const { protocol, hostname, port } = new URL(publicUrl);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}

function addressesOfThisMachine(): ReadonlySet<string> {
  return new Set(Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)));
}

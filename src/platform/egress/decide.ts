import { isIP } from 'node:net';
import { english } from '#sdk';
import type { AllowList } from './allow-list.ts';
import type { Resolve } from './resolve.ts';
import { specialUse } from './special-addresses.ts';
import { type Target, targetText } from './target.ts';

/** What would come of a connection, and why: every address that was found, with what speaks against it. */
export interface Decision extends Target {
  readonly addresses: readonly Verdict[];
  /** Null: it may be connected to, by the addresses in their order. */
  readonly refusal: Refusal | null;
}

export interface Verdict {
  readonly address: string;
  /** The entry of `egress.allow` that lets it pass. */
  readonly entry: string | null;
  readonly refusal: Refusal | null;
}

export interface Refusal {
  readonly code: 'egress.notListed' | 'egress.specialAddress' | 'egress.ownPort' | 'egress.unresolved';
  readonly message: string;
}

export interface Ground {
  readonly allow: AllowList;
  readonly resolve: Resolve;
  /** Ports that the appliance itself listens on. */
  readonly ownPorts: ReadonlySet<number>;
  /** Where people reach it, perhaps by a proxy. */
  readonly ownSite: Target | null;
  readonly ownAddresses: () => ReadonlySet<string>;
}

/** Resolves once and looks at every address; one that must not be reached refuses them all. */
export async function decide(target: Target, ground: Ground): Promise<Decision> {
  const { host, port } = target;
  const refused = (refusal: Refusal, addresses: readonly Verdict[] = []): Decision => ({
    host,
    port,
    addresses,
    refusal,
  });
  if (ground.ownSite?.host === host && ground.ownSite.port === port) return refused(ownPort(target));
  const byName = ground.allow.forHost(target);
  // A name that cannot be allowed is not even asked for: questions to name servers leave the machine, too.
  if (isIP(host) === 0 && byName === null && !ground.allow.hasAddresses(port)) return refused(notListed(target));
  let found: readonly string[];
  try {
    found = isIP(host) ? [host] : await ground.resolve(host);
    if (found.length === 0) throw new Error('the name has no address');
  } catch (error) {
    return refused(unresolved(target, error));
  }
  const own = ground.ownPorts.has(port) ? ground.ownAddresses() : null;
  const addresses = found.map((address) => judge(target, address, { byName, own, allow: ground.allow }));
  return { host, port, addresses, refusal: addresses.find(({ refusal }) => refusal)?.refusal ?? null };
}

interface Known {
  byName: string | null;
  /** Addresses of this machine, where the port is one of the appliance's own. */
  own: ReadonlySet<string> | null;
  allow: AllowList;
}

function judge(target: Target, address: string, { byName, own, allow }: Known): Verdict {
  const special = specialUse(address);
  const byAddress = allow.forAddress(address, target.port);
  const entry = byName ?? byAddress?.entry ?? null;
  const verdict = (refusal: Refusal | null) => ({ address, entry: refusal ? null : entry, refusal });
  if (own && (special === 'loopback' || own.has(address))) return verdict(ownPort(target));
  // A service beside us is reached only where the list names its very address, or localhost itself.
  const isNamedLoopback =
    special === 'loopback' && (byAddress?.exact === true || (target.host === 'localhost' && byName !== null));
  if (special !== null && !isNamedLoopback) return verdict(specialAddress(target, special));
  return verdict(entry === null ? notListed(target) : null);
}

const notListed = (target: Target): Refusal => ({
  code: 'egress.notListed',
  message: english(
    `${targetText(target)} is not among the targets that may be reached. The IT administrator can add "${targetText(target)}" to "egress.allow" in the configuration.`,
  ),
});

const specialAddress = (target: Target, special: string): Refusal => ({
  code: 'egress.specialAddress',
  message:
    special === 'loopback'
      ? english(
          `${targetText(target)} leads to a special address (${special}), which is not connected to. A service on this machine must stand in "egress.allow" with its very address, such as "127.0.0.1:5432".`,
        )
      : english(`${targetText(target)} leads to a special address (${special}), which is not connected to.`),
});

const ownPort = (target: Target): Refusal => ({
  code: 'egress.ownPort',
  message: english(`${targetText(target)} is the appliance itself, which does not connect to its own ports.`),
});

const unresolved = (target: Target, error: unknown): Refusal => ({
  code: 'egress.unresolved',
  message: english(
    `The name "${target.host}" cannot be resolved (${(error as { code?: string }).code ?? (error as Error).message}). Check its spelling, and the name servers of this machine.`,
  ),
});

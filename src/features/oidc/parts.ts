import type { Actor } from '../../platform/access/actor.ts';
import type { Change, Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log/index.ts';
import type { ExternalAccounts, TenantRoles } from '../accounts/index.ts';
import type { Provider } from './provider.ts';
import type { OidcStore } from './store.ts';

export interface OidcParts {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly store: OidcStore;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** Where browsers reach us: `https://adit.example.org`, with the path below which we live. */
  readonly site: string;
  readonly accounts: Pick<ExternalAccounts, 'admit' | 'find' | 'withdraw'>;
  /** What the groups of somebody at a provider mean here, by tenant. */
  readonly rolesOf: (provider: string, groups: readonly string[]) => readonly TenantRoles[];
  readonly sessions: SessionDoor;
}

/** What signing in has to do with sessions; each is part of the change that is under way. */
export interface SessionDoor {
  openVouched(
    change: Change,
    caller: Actor,
    who: { tenant: string; user: string },
    how: { by: string; userAgent: string | null; previousSecret: string | null },
  ): { secret: string; sessionHash: string };
  endSession(change: Change, sessionHash: string): void;
}

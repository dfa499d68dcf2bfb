import type { Actor } from '../../platform/access/actor.ts';
import type { GivenIn } from '../../platform/access/giving.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log/index.ts';
import type { Standing } from '../sign-in/index.ts';
import type { ServiceAccountStore } from './store.ts';

/** What signing in has to do with keys. */
export interface StandingDoor {
  /** The account as it stands now; null when nothing may be done in its name. */
  goodStanding(who: { tenant: string; user: string }): Promise<Standing | null>;
  /** Passes when the person behind the actor proved some minutes ago at most who it is. */
  demandFreshProof(actor: Actor): void;
}

/** Who may give what to whom. */
export interface GivingDoor {
  /** Fails for a role that there is not, and for one that gives more than the actor holds there. */
  demandMayGive(actor: Actor, role: string, where: GivenIn): void;
  /** Fails unless the actor holds whatever the account holds: who has its key has that. */
  demandMayTakeOver(actor: Actor, user: string): void;
  /** Names of the roles that can be given in a tenant. */
  roleNames(tenant: string): readonly string[];
}

export interface ServiceAccountParts {
  readonly store: ServiceAccountStore;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Pick<Log, 'warn'>;
  readonly signIn: StandingDoor;
  readonly access: GivingDoor;
}

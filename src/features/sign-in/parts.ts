import type { Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';
import type { AccessTokens, SignInSettings } from './model.ts';
import type { Passwords } from './passwords.ts';
import type { SignInStore } from './store.ts';

export interface SignInParts {
  readonly store: SignInStore;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly passwords: Passwords;
  readonly settings: SignInSettings;
  readonly accessTokens: AccessTokens;
  /** The appliance is a demo: a printed link signs its one account in. */
  readonly demo: boolean;
  /** Where the link of a demo leads: to the map of its sample. */
  readonly demoStart: () => string;
}

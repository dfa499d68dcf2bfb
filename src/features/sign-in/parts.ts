import type { Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';
import type { AccessTokens, SignInSettings } from './model.ts';
import type { Passwords } from './passwords.ts';
import type { SecondFactorStore } from './second-factor-store.ts';
import type { SignInStore } from './store.ts';

/** People of directories, whose passwords are not ours. */
export interface Directories {
  /** Null: not let in, for whatever reason; the person must not be told which. Costs one bind, or what `decoy` costs. */
  prove(asked: DirectoryQuestion): Promise<ExternalProof | null>;
  /** Whether the directory still vouches for an account: said at once where it said so lately. False ends the session. */
  isVouchedFor(account: { tenant: string; id: string }): boolean | Promise<boolean>;
}

export interface DirectoryQuestion {
  readonly login: string;
  readonly password: string;
  /** Name of the tenant, where one was typed. */
  readonly tenant?: string | undefined;
  /** The account that proves itself again, at its own directory alone; absent: whoever has the name. */
  readonly account?: { readonly tenant: string; readonly id: string };
  /** Counts a try on an account before its password goes out; false: it must not. */
  readonly mayTry: (account: string) => boolean;
  /** Work in the place of a bind that must not be made. */
  readonly decoy: () => Promise<unknown>;
}

/** The account of somebody who has proved who they are elsewhere. */
export interface ExternalProof {
  readonly tenant: string;
  readonly user: string;
}

export interface SignInParts {
  readonly store: SignInStore;
  readonly factors: SecondFactorStore;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly passwords: Passwords;
  readonly settings: SignInSettings;
  readonly accessTokens: AccessTokens;
  /** Null where none is configured. */
  readonly directories: Directories | null;
  /** The appliance is a demo: a printed link signs its one account in. */
  readonly demo: boolean;
  /** Where the link of a demo leads: to the map of its sample. */
  readonly demoStart: () => string;
  /** Others at whom people sign in. */
  readonly providers: () => SignInProviders;
}

/** Providers at whom people sign in without a password of ours. */
export interface SignInProviders {
  /** One each, for the sign-in page; nobody is asked for it. */
  readonly buttons: readonly ProviderButton[];
  /** What is left to do at the provider where a session began; null: it began here. To be asked before the session ends. */
  farewell(sessionSecret: string): (() => Promise<Farewell>) | null;
}

export interface ProviderButton {
  readonly title: string;
  /** Where signing in begins; takes `next`. */
  readonly path: string;
}

/** After signing out here. */
export interface Farewell {
  /** Of the provider. */
  readonly title: string;
  /** Where its own session is ended; null: it has no such place, or does not answer. */
  readonly url: string | null;
  /** The browser goes there without being asked. */
  readonly isAtOnce: boolean;
}

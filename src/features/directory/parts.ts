import type { Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log/index.ts';
import type { ExternalAccounts, Places } from '../accounts/index.ts';
import type { Directory } from './directory.ts';
import type { DirectorySettings } from './model.ts';
import type { DirectoryStore } from './store.ts';

export interface DirectoryParts {
  /** In the order of the configuration. */
  readonly directories: readonly Directory[];
  readonly settings: DirectorySettings;
  readonly external: ExternalAccounts;
  readonly places: Places;
  readonly store: DirectoryStore;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
}

import { AppError } from '#sdk';
import type { Appliance } from './assemble.ts';
import { mailSettings } from './assemble-settings.ts';
import { egressSettings } from './open-egress.ts';
import { type LoadedConfig, secretValues, takeOverSettings } from './platform/config/index.ts';

/**
 * Reads the configuration anew and takes over what may change while the server runs. A configuration with a mistake changes nothing;
 * the log says what is wrong with it, and what waits for the next start.
 */
export function takeOver({ config, log, egress }: Appliance, reread: () => LoadedConfig): void {
  let fresh: LoadedConfig;
  try {
    fresh = reread();
    // A file of authorities that cannot be read is a mistake like any other.
    egressSettings(fresh.config);
    mailSettings(fresh.config)?.relay();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.error('config.notReloaded', { reason: error.message, problems: error.details.map(({ message }) => message) });
    return;
  }
  for (const secret of secretValues(fresh)) log.hide(secret);
  const { taken, needRestart } = takeOverSettings(config, fresh.config);
  egress.configure(egressSettings(config));
  log.setLevel(config.log.level);
  log.info('config.reloaded', { taken, need_restart: needRestart });
}

import { start } from '../start.ts';
import { configOf, PLACE_FLAGS, PLACE_OPTIONS } from './config-flags.ts';
import { openAppliance } from './open-appliance.ts';
import { EXIT, type Io, parseFlags, type Verb } from './verb.ts';

const about = {
  name: 'serve',
  summary: 'Runs the server: pages, API and jobs, until it is told to stop.',
  usage: 'serve [--config FILE] [--data DIR] [--next-free-port]',
  flags: [
    ...PLACE_FLAGS,
    { flag: '--next-free-port', does: 'takes one of the next twenty ports when the configured one is taken' },
  ],
  examples: [
    { call: 'serve', does: 'with ./adit.toml or /etc/adit/adit.toml, or all defaults: 127.0.0.1:8080, data in ./data' },
    { call: 'serve --config /etc/adit/adit.toml', does: 'as the systemd unit does' },
  ],
};

const options = { ...PLACE_OPTIONS, 'next-free-port': { type: 'boolean' } } as const;

export default {
  ...about,
  async run(args: string[], io: Io): Promise<number> {
    const flags = parseFlags(about, args, io, options);
    if (typeof flags === 'number') return flags;
    const loaded = configOf(flags, io);
    const appliance = await openAppliance(loaded, 'adit serve');
    for (const warning of loaded.warnings) appliance.log.warn('config.warning', { warning });
    // Listening before the start: who asks for the end while it comes up gets an orderly one.
    const stopped = untilStopped(() => appliance.log.reopen());
    let reload = () => {};
    process.on('SIGHUP', () => reload());
    const started = await start(appliance, {
      nextFreePort: flags.values['next-free-port'] === true,
      reread: () => configOf(flags, io),
    });
    reload = () => void started.reload();
    io.stdout(`Adit serves ${started.server.url}${loaded.config.server.base_path}/\n`);
    if (started.setupLink) {
      const minutes = Math.round((started.setupLink.expiresAtMs - Date.now()) / 60_000);
      io.stdout(`First administrator (once, within ${minutes} minutes): ${started.site}${started.setupLink.path}\n`);
    }
    await stopped;
    await started.stop();
    return EXIT.ok;
  },
} satisfies Verb;

/** Resolves at SIGTERM or SIGINT; SIGUSR1 opens the log file anew, after something else rotated it. */
export function untilStopped(reopenLog: () => void): Promise<void> {
  process.on('SIGUSR1', reopenLog);
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
}

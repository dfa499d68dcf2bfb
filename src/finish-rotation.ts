import type { Appliance } from './assemble.ts';
import { systemActor } from './platform/access/actor.ts';

/** Wraps anew what an interrupted rotation, or a key that was changed in the configuration, has left under an older key. */
export function finishRotation({ rotation, changes, log }: Appliance): { end(): Promise<void> } {
  const stop = new AbortController();
  const work = async () => {
    const { secrets, broken } = await rotation.rewrapAll({ signal: stop.signal });
    if (broken.length > 0) log.error('secrets.broken', { ids: broken.map(({ id }) => id) });
    if (secrets === 0) return;
    const after = { rewrapped: secrets };
    changes.make(systemActor('start', null), (change) =>
      change.record({ action: 'secrets.rewrap', kind: 'key', id: 'all', after }),
    );
    log.info('secrets.rewrapped', after);
  };
  const running =
    rotation.pending() === 0
      ? Promise.resolve()
      : work().catch((error) => {
          if (!stop.signal.aborted) log.error('secrets.cannotRewrap', { error: String(error) });
        });
  return {
    end() {
      stop.abort();
      return running;
    },
  };
}

import type { HttpLog } from './http-parts.ts';
import type { ProbeRoute } from './route.ts';

/** One thing that must work before requests make sense. Throws, or answers false, when it does not. */
export interface ReadinessCheck {
  readonly name: string;
  check(): boolean | Promise<boolean>;
}

/** Whether the server takes new work; `drain` is the first step of stopping. */
export interface Readiness {
  drain(): void;
  /** Looks now; the name of the check that says no where all said yes before, else null. */
  lookForLoss(): Promise<string | null>;
  readonly routes: readonly ProbeRoute[];
}

/**
 * `/livez`: the process answers. `/readyz`: it can also work; false from the moment it begins to stop, so that a load balancer sends
 * nothing more. Anonymous callers learn no more than that; which check failed stands in the log.
 */
export function readiness(checks: readonly ReadinessCheck[], log: HttpLog): Readiness {
  let draining = false;
  let failing: string | null = null;
  const firstFailing = async (): Promise<string | null> => {
    for (const { name, check } of checks) {
      const failed = await failureOf(check);
      if (failed === null) continue;
      log.warn('health.notReady', { check: name, reason: failed });
      return name;
    }
    return null;
  };
  const ready = async () => {
    if (draining) return { ok: false, status: 'stopping' };
    return (await firstFailing()) === null ? { ok: true, status: 'ready' } : { ok: false, status: 'not ready' };
  };
  const alive = () => ({ ok: true, status: 'alive' });
  return {
    drain() {
      draining = true;
    },
    async lookForLoss() {
      if (draining) return null;
      const before = failing;
      failing = await firstFailing();
      return before === null ? failing : null;
    },
    routes: [
      probe('/livez', 'The process answers.', alive),
      probe('/health', 'The process answers.', alive),
      probe('/readyz', 'The server can work.', ready),
      probe('/health/ready', 'The server can work.', ready),
    ],
  };
}

async function failureOf(check: ReadinessCheck['check']): Promise<string | null> {
  try {
    return (await check()) ? null : 'the check says no';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const probe = (path: string, summary: string, handler: ProbeRoute['handler']): ProbeRoute => ({
  kind: 'probe',
  method: 'GET',
  path,
  permission: 'public',
  summary,
  handler,
});

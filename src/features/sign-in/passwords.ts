import { AppError } from '#sdk';

export interface PasswordCost {
  readonly memoryKiB: number;
  readonly passes: number;
}

/** About 150 ms and 64 MiB a time on one core. */
export const PASSWORD_COST: PasswordCost = { memoryKiB: 65_536, passes: 3 };
const AT_ONCE = 2;
const WAITING = 64;

/** Argon2id. Two at a time: each takes 64 MiB, and a flood of sign-ins must not take the machine. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Without a hash (no such account) the same work is done, and the answer is no. */
  verify(password: string, hash: string | null): Promise<boolean>;
  /** True when the hash was made with other parameters than today's. */
  isOutdated(hash: string): boolean;
}

export function argon2Passwords(cost: PasswordCost = PASSWORD_COST): Passwords {
  const slots = limited(AT_ONCE, WAITING);
  const options = { algorithm: 'argon2id', memoryCost: cost.memoryKiB, timeCost: cost.passes } as const;
  const hash = (password: string) => slots(() => Bun.password.hash(password, options));
  let decoy: Promise<string> | null = null;
  return {
    hash,
    async verify(password, known) {
      // Made once, of something nobody knows, and waited for in any case: an unknown account costs what a known one costs.
      decoy ??= hash(crypto.randomUUID());
      const instead = await decoy;
      const right = await slots(() => Bun.password.verify(password, known ?? instead));
      return right && known !== null;
    },
    isOutdated: (known) => !known.startsWith(`$argon2id$v=19$m=${cost.memoryKiB},t=${cost.passes},p=1$`),
  };
}

function limited(atOnce: number, waiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const queue: (() => void)[] = [];
  return async (work) => {
    if (running >= atOnce) {
      if (queue.length >= waiting)
        throw new AppError('unavailable', 'sign-in.busy', 'Too many people sign in at this moment. Try again shortly.');
      await new Promise<void>((resolve) => queue.push(resolve));
    } else running++;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      // The place is handed on, so that nobody slips in between.
      if (next) next();
      else running--;
    }
  };
}

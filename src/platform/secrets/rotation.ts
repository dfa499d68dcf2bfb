import { AppError } from '#sdk';
import type { BrokenSecret, NextSecrets, SecretStore, SomeSecrets } from './secret-store.ts';
import type { KeySource, WrappingKeys } from './wrapping-keys.ts';

/** What a pass over all secrets came to. */
export interface Pass {
  readonly secrets: number;
  /** Those that do not open. They were left as they are. */
  readonly broken: readonly BrokenSecret[];
}

export interface Watch {
  /** Share done, 0 … 1. */
  readonly progress?: (share: number) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface KeyReport {
  readonly id: string;
  readonly isCurrent: boolean;
  readonly source: KeySource | null;
  /** How many secrets it wraps. */
  readonly secrets: number;
}

export interface Diagnosis extends Pass {
  /** The keys at hand, and those that something names but nobody has (`source` null). */
  readonly keys: readonly KeyReport[];
}

/** Few enough that a transaction is over within milliseconds. */
const AT_ONCE = 20;

/** New keys for what is sealed, while everything goes on. A pass that was cut off is taken up by the next one. */
export class Rotation {
  readonly #keys: WrappingKeys;
  readonly #store: SecretStore;
  #isRunning = false;

  constructor(keys: WrappingKeys, store: SecretStore) {
    this.#keys = keys;
    this.#store = store;
  }

  /** How many secrets wait for the current key. */
  pending(): number {
    return this.#store
      .usage()
      .reduce((n, { kekId, secrets }) => (kekId === this.#keys.ring.currentId ? n : n + secrets), 0);
  }

  /** Wraps with the current key whatever is wrapped with an older one. */
  rewrapAll(watch: Watch = {}): Promise<Pass> {
    return this.#alone(() => this.#pass((next) => this.#store.rewrapSome(next), this.pending(), watch));
  }

  /**
   * Makes a new key and wraps everything with it. Where an earlier rotation was cut off it is finished instead: `key` is null.
   * @param before told about the new key before it is made
   */
  rotate(before: (former: string, key: string) => void, watch: Watch = {}): Promise<Pass & { key: string | null }> {
    const rewrap = () => this.#pass((next) => this.#store.rewrapSome(next), this.pending(), watch);
    return this.#alone(async () => {
      const unfinished = this.pending() > 0 ? await rewrap() : null;
      // What is broken waits for ever; it must not keep a new key away.
      if (unfinished && unfinished.secrets > 0) return { ...unfinished, key: null };
      const drawn = this.#keys.draw();
      before(this.#keys.ring.currentId, drawn.id);
      this.#keys.renew(drawn.key);
      return { ...(await rewrap()), key: drawn.id };
    });
  }

  /** Encrypts everything anew, with new keys for each secret, under the current key. */
  reencrypt(watch: Watch = {}): Promise<Pass> {
    return this.#alone(() => this.#pass((next) => this.#store.resealSome(next), this.#count(), watch));
  }

  /** Opens every secret, and tells which keys are needed. */
  async diagnose(watch: Watch = {}): Promise<Diagnosis> {
    const pass = await this.#pass((next) => this.#store.checkSome(next), this.#count(), watch);
    const used = new Map(this.#store.usage().map(({ kekId, secrets }) => [kekId, secrets]));
    const held = this.#keys.list().map((key) => ({ ...key, secrets: used.get(key.id) ?? 0 }));
    const lost = [...used]
      .filter(([id]) => !held.some((key) => key.id === id))
      .map(([id, secrets]) => ({ id, isCurrent: false, source: null, secrets }));
    return { ...pass, keys: [...held, ...lost] };
  }

  /** Removes an older key that wraps nothing any more. */
  forget(id: string, before: () => void): void {
    const used = this.#store.usage().find(({ kekId }) => kekId === id);
    if (used || id === this.#keys.ring.currentId)
      throw new AppError(
        'conflict',
        'secrets.keyInUse',
        `The key ${id} is in use: it wraps ${used?.secrets ?? 0} secrets${id === this.#keys.ring.currentId ? ', and is the current one' : ''}. "adit secrets rotate" wraps them with another.`,
      );
    this.#keys.forget(id, before);
  }

  #count(): number {
    return this.#store.usage().reduce((n, { secrets }) => n + secrets, 0);
  }

  async #pass(some: (next: NextSecrets) => SomeSecrets, total: number, { progress, signal }: Watch): Promise<Pass> {
    const broken: BrokenSecret[] = [];
    let secrets = 0;
    for (let after: string | null = ''; after !== null; ) {
      const step = some({ after, limit: AT_ONCE });
      secrets += step.done;
      broken.push(...step.broken);
      after = step.last;
      progress?.(Math.min(1, (secrets + broken.length) / Math.max(1, total)));
      await Bun.sleep(0); // others get their turn
      if (signal?.aborted)
        throw new AppError(
          'cancelled',
          'secrets.cutOff',
          'The work on the secrets was cut off. It goes on where it was left.',
        );
    }
    return { secrets, broken };
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isRunning)
      throw new AppError(
        'conflict',
        'secrets.rotating',
        'The secrets are being wrapped or encrypted anew already. Try again when that is over.',
      );
    this.#isRunning = true;
    try {
      return await work();
    } finally {
      this.#isRunning = false;
    }
  }
}

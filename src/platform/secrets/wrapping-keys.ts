import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, invalid } from '#sdk';
import { type KeyRing, keyId, keyRing } from './envelope.ts';
import { decodeKey, KEY_BYTES, openKey, readKeyFile, writeKeyFile } from './key-file.ts';

/** Where a key comes from: a setting, or a file. */
export type KeySource = { readonly setting: string } | { readonly file: string };

export interface WrappingKey {
  readonly id: string;
  readonly isCurrent: boolean;
  readonly source: KeySource;
}

export interface WrappingKeySettings {
  /** The data folder. */
  readonly folder: string;
  /** `secrets.key`; empty: a file in the data folder. */
  readonly configured: string;
  /** `secrets.older_key_files` */
  readonly olderFiles: readonly string[];
  /** Whether anything is sealed already: then a key that is missing must not be made anew. */
  readonly isInUse: boolean;
}

const CURRENT = 'secrets.key';
/** An older key in the data folder: `secrets-0123456789abcdef.key`. */
const OLDER = /^secrets-([0-9a-f]{16})\.key$/;

interface Held {
  key: Buffer;
  source: KeySource;
}

/** The keys that wrap secrets: one seals, the older ones open until nothing is wrapped with them. */
export class WrappingKeys {
  readonly #folder: string;
  #current: Held;
  readonly #older: Map<string, Held>;
  #ring: KeyRing;
  /** Follows a rotation: whoever holds it seals with the new key from then on. */
  readonly ring: KeyRing;

  private constructor(folder: string, current: Held, older: Map<string, Held>) {
    this.#folder = folder;
    this.#current = current;
    this.#older = older;
    this.#ring = this.#newRing();
    const now = () => this.#ring;
    this.ring = {
      get currentId() {
        return now().currentId;
      },
      find: (id) => now().find(id),
    };
  }

  /** Reads the keys; the first start makes one. Call it with the data folder locked. */
  static open({ folder, configured, olderFiles, isInUse }: WrappingKeySettings): WrappingKeys {
    const file = join(folder, CURRENT);
    const key = openKey({ configured, setting: 'secrets.key', file, isInUse });
    const older = new Map<string, Held>();
    for (const path of olderFiles) add(older, readOlder(path), { file: path });
    for (const name of namesIn(folder).filter((found) => OLDER.test(found)))
      add(older, readKeyFile(join(folder, name)), { file: join(folder, name) });
    // The data folder's key of the time before one was configured still opens what it wrapped.
    if (configured) for (const left of leftBehind(file)) add(older, left, { file });
    older.delete(keyId(key)); // a crash in the middle of a rotation left the current key's copy
    return new WrappingKeys(folder, { key, source: configured ? { setting: 'secrets.key' } : { file } }, older);
  }

  list(): WrappingKey[] {
    const older = [...this.#older].map(([id, { source }]) => ({ id, isCurrent: false, source }));
    return [{ id: this.ring.currentId, isCurrent: true, source: this.#current.source }, ...older];
  }

  /** A new key for {@link renew}; refused where the key is configured, because that is not ours to change. */
  draw(): { id: string; key: Buffer } {
    if ('setting' in this.#current.source)
      invalid(
        'secrets.keyIsConfigured',
        'The key comes from the setting "secrets.key" (or its file), which the appliance does not write. Put a new key there, name a file with the old one in "secrets.older_key_files", and restart: all secrets are then wrapped anew.',
      );
    const key = randomBytes(KEY_BYTES);
    return { id: keyId(key), key };
  }

  /** Makes a key the current one. The former is on the disk under its own name before the new one takes its place. */
  renew(key: Buffer): void {
    const id = this.ring.currentId;
    const source = { file: join(this.#folder, `secrets-${id}.key`) };
    writeKeyFile(source.file, this.#current.key);
    writeKeyFile(join(this.#folder, CURRENT), key);
    this.#older.set(id, { key: this.#current.key, source });
    this.#current = { key, source: { file: join(this.#folder, CURRENT) } };
    this.#ring = this.#newRing();
  }

  /**
   * Removes an older key for good. Whoever calls has made sure that nothing is wrapped with it.
   * @param before told once it is sure that the key can be removed
   */
  forget(id: string, before: () => void): void {
    const held = this.#older.get(id);
    if (!held) throw new AppError('not_found', 'secrets.noSuchKey', `There is no older key "${id}".`);
    const { source } = held;
    if (!('file' in source) || !OLDER.test(source.file.slice(this.#folder.length + 1)))
      throw new AppError(
        'conflict',
        'secrets.keyIsConfigured',
        `The key ${id} lies in "${'file' in source ? source.file : source.setting}", which the appliance does not remove. Remove it there, and from "secrets.older_key_files", and restart.`,
      );
    before();
    rmSync(source.file);
    this.#older.delete(id);
    this.#ring = this.#newRing();
  }

  /** The keys as files of a data folder, for a copy that is kept elsewhere. */
  asFiles(): Record<string, string> {
    const text = (key: Buffer) => key.toString('base64');
    const older = [...this.#older].map(([id, { key }]) => [`secrets-${id}.key`, text(key)]);
    return { [CURRENT]: text(this.#current.key), ...Object.fromEntries(older) };
  }

  #newRing(): KeyRing {
    return keyRing(
      this.#current.key,
      [...this.#older.values()].map(({ key }) => key),
    );
  }
}

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

const add = (to: Map<string, Held>, key: Buffer, source: KeySource) => to.set(keyId(key), { key, source });

/** A file that the administrator names: who may read it is between them and the machine. */
function readOlder(file: string): Buffer {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return invalid('secrets.badKey', `The file "${file}" of "secrets.older_key_files" cannot be read (${code}).`);
  }
  return decodeKey(text, `The file "${file}" of "secrets.older_key_files"`);
}

function leftBehind(file: string): Buffer[] {
  try {
    return [readKeyFile(file)];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

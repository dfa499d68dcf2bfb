import type { PublicKey, Signer } from './signer.ts';

/** That the rows `from` to `seq` are in the chain as they are. */
export interface Checkpoint {
  readonly from: number;
  readonly seq: number;
  readonly at: number;
  /** False where the server found the chain broken among these rows when it signed. */
  readonly sound: boolean;
  /** Digest of the leaves of these rows, in their order. */
  readonly root: string;
  /** Hash of row `seq`. */
  readonly head: string;
  /** Digest of the line of the checkpoint before; zeros before the first. */
  readonly previous: string;
}

/** That the rows up to `to` were removed on purpose. */
export interface Tombstone {
  readonly from: number;
  readonly to: number;
  readonly at: number;
  /** Hash of row `to`: the chain goes on from it. */
  readonly head: string;
}

/** What was signed, and the line that says it: without spaces, so that it is found whole in any log. */
export interface Signed<S> {
  readonly said: S;
  readonly line: string;
  readonly keyId: string;
}

const CHECKPOINT = 'adit-checkpoint';
const TOMBSTONE = 'adit-tombstone';
const HEX = '[0-9a-f]{64}';
const END = String.raw`([0-9a-f]{32}):([\w-]{86})`;
const CHECKPOINT_LINE = new RegExp(
  String.raw`${CHECKPOINT}:1:(\d+):(\d+):(\d+):([01]):(${HEX}):(${HEX}):(${HEX}):${END}`,
);
const TOMBSTONE_LINE = new RegExp(String.raw`${TOMBSTONE}:1:(\d+):(\d+):(\d+):(${HEX}):${END}`);
/** Finds every checkpoint in a text of any kind: a log, what a syslog server wrote, an own file. */
export const CHECKPOINTS_IN_TEXT = new RegExp(CHECKPOINT_LINE.source, 'g');

const signedLine = (signer: Signer, parts: readonly (string | number)[]): string => {
  const text = [...parts, signer.publicKey.id].join(':');
  return `${text}:${signer.sign(text)}`;
};

export const checkpointLine = (signer: Signer, c: Checkpoint): string =>
  signedLine(signer, [CHECKPOINT, 1, c.from, c.seq, c.at, c.sound ? 1 : 0, c.root, c.head, c.previous]);

export const tombstoneLine = (signer: Signer, t: Tombstone): string =>
  signedLine(signer, [TOMBSTONE, 1, t.from, t.to, t.at, t.head]);

/** Null where the text is no such line. Whether it is signed is asked of {@link isSigned}. */
export function readCheckpoint(line: string): Signed<Checkpoint> | null {
  const found = CHECKPOINT_LINE.exec(line);
  if (!found || found[0] !== line) return null;
  const [, from, seq, at, sound, root, head, previous, keyId] = found as unknown as string[];
  const said = { from: Number(from), seq: Number(seq), at: Number(at), sound: sound === '1' };
  return { line, keyId: keyId!, said: { ...said, root: root!, head: head!, previous: previous! } };
}

export function readTombstone(line: string): Signed<Tombstone> | null {
  const found = TOMBSTONE_LINE.exec(line);
  if (!found || found[0] !== line) return null;
  const [, from, to, at, head, keyId] = found as unknown as string[];
  return { line, keyId: keyId!, said: { from: Number(from), to: Number(to), at: Number(at), head: head! } };
}

export function isSigned({ line, keyId }: Signed<unknown>, key: PublicKey): boolean {
  const end = line.lastIndexOf(':');
  return keyId === key.id && key.verify(line.slice(0, end), line.slice(end + 1));
}

/** Stands before the first checkpoint. */
export const NOTHING_BEFORE = '0'.repeat(64);

export const digestOf = (line: string): string => new Bun.CryptoHasher('sha256').update(line).digest('hex');

/** Takes the leaves of a segment one after the other. */
export class SegmentRoot {
  #hasher = new Bun.CryptoHasher('sha256');
  /** Leaves so far. */
  count = 0;

  add(leaf: string): void {
    this.#hasher.update(leaf);
    this.count++;
  }

  /** The root of what was added; the next segment begins. */
  end(): string {
    const root = this.#hasher.digest('hex');
    this.#hasher = new Bun.CryptoHasher('sha256');
    this.count = 0;
    return root;
  }
}

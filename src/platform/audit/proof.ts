import { type AuditRow, canonicalText, leafOf } from './entry.ts';
import { type ChainFinding, Findings } from './findings.ts';
import { type PublicKey, publicKeyOf, type Signer } from './signer.ts';
import {
  type Checkpoint,
  digestOf,
  isSigned,
  NOTHING_BEFORE,
  readCheckpoint,
  readTombstone,
  SegmentRoot,
} from './statement.ts';

/**
 * An export that proves itself, a JSON object a line: first `{ format, version, publicKey }`, then segment after segment of the chain.
 * Of a segment from which rows are exported every row has its line, in order: `{ row, hash }` where it is exported, `{ leaf }` where it is
 * not; then comes `{ checkpoint }`, which signs the leaves. Of the others the checkpoint stands alone, so that none can be missing. The
 * last line, `{ end, signature }`, signs what was asked for and how much was found.
 */
const FORMAT = 'adit-audit-proof';
const VERSION = 1;

export interface ProofEnd {
  readonly exportedAt: string;
  readonly filter: unknown;
  /** Rows whose content is in the export. */
  readonly rows: number;
  /** Row of the last checkpoint. */
  readonly upTo: number;
}

export const proofHead = (key: PublicKey): string =>
  JSON.stringify({ format: FORMAT, version: VERSION, publicKey: key.base64 });
export function proofEnd(signer: Signer, about: ProofEnd): string {
  const end = JSON.stringify(about);
  return JSON.stringify({ end, signature: signer.sign(end) });
}
export const proofStatement = (kind: 'checkpoint' | 'tombstone', line: string): string =>
  JSON.stringify({ [kind]: line });

export function proofRow(row: AuditRow, isExported: boolean): string {
  const canonical = canonicalText(row);
  return isExported ? `{"row":${canonical},"hash":"${row.hash}"}` : `{"leaf":"${leafOf(row.hash, canonical)}"}`;
}

export interface ProofReport {
  readonly ok: boolean;
  /** Rows whose content is in the export and was found signed. */
  readonly rows: number;
  /** Rows that are in the chain and not in this export. */
  readonly leftOut: number;
  readonly checkpoints: number;
  /** What was asked for and when, as the server signed it; null where the end is missing. */
  readonly about: Pick<ProofEnd, 'exportedAt' | 'filter'> | null;
  /** Id of the key that signed, to be compared with the one that the server shows; null where the file is no proof. */
  readonly keyId: string | null;
  readonly findings: readonly ChainFinding[];
}

/** Checks an export line by line, without the server. */
export class ProofCheck {
  readonly #findings = new Findings();
  readonly #expected: PublicKey | null;
  #key: PublicKey | null = null;
  #number = 0;
  #previous: Pick<Checkpoint, 'seq'> & { digest: string } = { seq: 0, digest: NOTHING_BEFORE };
  readonly #segment = new SegmentRoot();
  /** Rows of the segment that are exported, and the hash of the last line where that is one. */
  #shown = 0;
  #last: string | null = null;
  #rows = 0;
  #leftOut = 0;
  #checkpoints = 0;
  #about: ProofReport['about'] = null;

  /** @param expected the key of the server, where it is known from elsewhere */
  constructor(expected: PublicKey | null) {
    this.#expected = expected;
  }

  add(line: string): void {
    this.#number++;
    if (this.#number === 1) this.#readHead(line);
    else if (this.#key) this.#readLine(line, this.#key);
  }

  end(): ProofReport {
    if (this.#number === 0) this.#fault('head', 'This is no export with proof of this version.');
    else if (this.#key && !this.#about) this.#fault('truncated', 'The end of the export is missing.');
    return {
      ...this.#findings.report(),
      ...{
        rows: this.#rows,
        leftOut: this.#leftOut,
        checkpoints: this.#checkpoints,
        about: this.#about,
        keyId: this.#key?.id ?? null,
      },
    };
  }

  #fault(kind: ChainFinding['kind'], message: string): void {
    this.#findings.add(this.#previous.seq, kind, `Line ${this.#number}: ${message}`);
  }

  #readHead(line: string): void {
    const head = parsed(line);
    const bytes = Buffer.from(String(head?.publicKey ?? ''), 'base64');
    if (head?.format !== FORMAT || head.version !== VERSION || bytes.length !== 32) {
      this.#fault('head', 'This is no export with proof of this version.');
      return;
    }
    this.#key = publicKeyOf(bytes);
    if (this.#expected && this.#expected.id !== this.#key.id)
      this.#fault('head', `The export names the key ${this.#key.id}, not ${this.#expected.id}.`);
  }

  #readLine(line: string, key: PublicKey): void {
    const data = parsed(line);
    if (this.#about) this.#fault('extra', 'There is something behind the end of the export.');
    if (Array.isArray(data?.row) && typeof data.hash === 'string') {
      if (data.row[0] !== this.#previous.seq + this.#segment.count + 1)
        this.#fault('broken-link', `Row ${data.row[0]} does not stand in its place.`);
      this.#addLeaf(leafOf(data.hash, JSON.stringify(data.row)), data.hash);
      this.#shown++;
    } else if (typeof data?.leaf === 'string') this.#addLeaf(data.leaf, null);
    else if (typeof data?.checkpoint === 'string') this.#readCheckpoint(data.checkpoint, key);
    else if (typeof data?.tombstone === 'string') this.#readTombstone(data.tombstone, key);
    else if (typeof data?.end === 'string') this.#readEnd(data.end, String(data.signature), key);
    else this.#fault('altered', 'This line is none of an export with proof.');
  }

  #addLeaf(leaf: string, hash: string | null): void {
    this.#segment.add(leaf);
    this.#last = hash;
  }

  #readTombstone(line: string, key: PublicKey): void {
    const signed = readTombstone(line);
    if (!signed || !isSigned(signed, key)) this.#fault('tombstone', 'The tombstone is not signed by the key.');
  }

  #readEnd(text: string, signature: string, key: PublicKey): void {
    const about = key.verify(text, signature) ? (parsed(text) as ProofEnd | null) : null;
    if (!about) this.#fault('altered', 'The end of the export is not signed by the key.');
    else if (about.rows !== this.#rows || about.upTo !== this.#previous.seq || this.#segment.count > 0)
      this.#fault('truncated', `The export had ${about.rows} rows, and went up to row ${about.upTo}.`);
    this.#about = { exportedAt: String(about?.exportedAt), filter: about?.filter };
  }

  #readCheckpoint(line: string, key: PublicKey): void {
    const signed = readCheckpoint(line);
    if (!signed || !isSigned(signed, key)) {
      this.#fault('checkpoint', 'The checkpoint is not signed by the key.');
      return;
    }
    const { said } = signed;
    if (said.from !== this.#previous.seq + 1 || said.previous !== this.#previous.digest)
      this.#fault('checkpoint', `The checkpoint of row ${said.seq} does not follow the one before it.`);
    if (!said.sound)
      this.#fault('unsound', `Rows ${said.from} to ${said.seq} were found broken when they were sealed.`);
    const [count, length] = [this.#segment.count, said.seq - said.from + 1];
    if (count > 0) {
      const isAsSigned = this.#segment.end() === said.root && (this.#last === null || this.#last === said.head);
      if (!isAsSigned) this.#fault('altered', `Rows ${said.from} to ${said.seq} are not those that were signed.`);
      else this.#rows += this.#shown;
    }
    this.#leftOut += length - this.#shown;
    this.#checkpoints++;
    this.#shown = 0;
    this.#last = null;
    this.#previous = { seq: said.seq, digest: digestOf(line) };
  }
}

function parsed(line: string): Record<string, unknown> | null {
  try {
    const data: unknown = JSON.parse(line);
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

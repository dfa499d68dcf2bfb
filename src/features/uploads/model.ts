import type { Fault } from '#sdk';

/** Why a file was refused by its content. */
export interface UploadFault {
  readonly fault: Fault;
  readonly code: string;
  readonly message: string;
}

/**
 * `receiving` until all bytes are there, then `complete`, or `refused` when the content is no event log; `loading` from the moment its
 * load was asked for (its job says how far), `loaded` once the file is no longer needed; `cancelled` by a person, `expired` by age.
 */
export type UploadState = 'receiving' | 'complete' | 'refused' | 'loading' | 'loaded' | 'cancelled' | 'expired';

/** That scanners for malware looked at a file and found nothing. */
export interface UploadScan {
  /** Names of the scanners. */
  readonly by: string;
  readonly atMs: number;
}

/** A file on its way in. It belongs to the person who sends it. */
export interface Upload {
  readonly id: string;
  readonly tenant: string;
  readonly workspace: string;
  readonly project: string;
  /** Where it is meant to go, or went. */
  readonly dataset: string | null;
  readonly user: string;
  /** As its sender calls it, made fit to be shown; never used as a path. */
  readonly name: string;
  /** What its sender said; null: nothing was said. Once all bytes are there, their number. */
  readonly bytes: number | null;
  readonly state: UploadState;
  /** By content: csv, csv.gz, xes, xes.gz. */
  readonly kind: string | null;
  readonly fault: UploadFault | null;
  /** Null where no scanner is set up, and before it was asked. */
  readonly scan: UploadScan | null;
  readonly job: string | null;
  /** The upload whose mapping and load this one shares, in the order of `place`; null: it has its own. */
  readonly lead: string | null;
  readonly place: number;
  /** From its load on: the checksum under which its raw file is kept, and the kept mapping that was taken. */
  readonly sha256: string | null;
  readonly mappingId: string | null;
  /** Once the load has ended: rows of all its files, and the mapping that was applied. */
  readonly rows: UploadRows | null;
  readonly mapping: unknown;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface UploadRows {
  readonly read: number;
  readonly accepted: number;
  readonly refused: number;
}

/** An upload with the names of what it touches. */
export interface UploadRecord {
  readonly upload: Upload;
  /** Null: an account that is gone. */
  readonly by: string | null;
  readonly datasetName: string | null;
  readonly mappingName: string | null;
}

/** What an upload has before anything became of it. */
export const NOTHING_YET = {
  ...{
    lead: null,
    place: 0,
    sha256: null,
    mappingId: null,
    rows: null,
    mapping: null,
    fault: null,
    scan: null,
    job: null,
    kind: null,
  },
} as const;

export const MAX_FILE_NAME_CHARS = 200;

/** Control characters, and marks that turn or hide text; the joiners belong to scripts. */
const HIDDEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The name of a file as it may be shown: without folders and without what cannot be seen, cut where it is too long. */
export function shownFileName(sent: string): string {
  const last = sent.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const name = last.replace(HIDDEN, '').trim();
  if (name === '' || /^\.+$/.test(name)) return 'file';
  const characters = [...name];
  if (characters.length <= MAX_FILE_NAME_CHARS) return name;
  const ending = /(\.[A-Za-z0-9]{1,5}){0,2}$/.exec(name)?.[0] ?? '';
  return `${characters.slice(0, MAX_FILE_NAME_CHARS - ending.length - 1).join('')}…${ending}`;
}

/** A name for the dataset that a file becomes: `receipt` for `receipt.xes.gz`. */
export const datasetNameFor = (fileName: string): string =>
  [...fileName.replace(/\.(csv|tsv|txt|xes)?(\.gz)?$/i, '')].slice(0, 110).join('').trim() || 'Dataset';

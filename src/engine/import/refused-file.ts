import { open, readFile } from 'node:fs/promises';
import type { Mapping } from './mapping.ts';

/** Reasons that are counted; a reader whose own words quote the row may give any number of them. */
export const MOST_REASONS = 200;

export interface RefusedReason {
  /** Null: it is about the row as a whole. */
  readonly column: string | null;
  readonly reason: string;
  rows: number;
}

/** What refused rows are rows of, and why they were refused, the most frequent reason first. */
export interface RefusedAbout {
  readonly headers: readonly string[];
  /** The complete mapping that was applied; null: the file describes itself. */
  readonly mapping: Mapping | null;
  readonly rows: number;
  readonly reasons: readonly RefusedReason[];
}

/** A refused row as its file has it. */
export interface RefusedLine {
  readonly file?: string;
  readonly line: number;
  readonly problems: readonly {
    readonly column: string | null;
    readonly value: string | null;
    readonly reason: string;
  }[];
  /** By the headers; absent: the row is no table's, or must not be kept. */
  readonly cells?: readonly (string | null)[];
  /** Of a row that could not be taken apart, whose cells go as far as that goes; empty: it must not be kept. */
  readonly text?: string;
}

/** Path of the file that stands beside the rows. */
export const aboutPath = (path: string): string => path.replace(/\.ndjson$/, '.json');

/** Null: no row was refused. */
export async function readRefusedAbout(path: string): Promise<RefusedAbout | null> {
  try {
    return JSON.parse(await readFile(aboutPath(path), 'utf8')) as RefusedAbout;
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  }
}

const BLOCK = 256 * 1024;
const LF = 10;

/** A line of the file, and where the next one begins. */
export interface LineAt {
  readonly bytes: Buffer;
  readonly next: number;
}

/** The lines of a file from a place on, by blocks: between two blocks others get their turn. Memory: a block and a line. */
export async function* linesFrom(path: string, from = 0): AsyncGenerator<readonly LineAt[]> {
  await using file = await open(path, 'r');
  let rest = Buffer.alloc(0);
  for (let at = from; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(BLOCK), 0, BLOCK, at);
    if (bytesRead === 0) return;
    const start = at - rest.length;
    at += bytesRead;
    const block =
      rest.length === 0 ? buffer.subarray(0, bytesRead) : Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
    const lines: LineAt[] = [];
    let begin = 0;
    for (let end = block.indexOf(LF); end >= 0; end = block.indexOf(LF, begin)) {
      lines.push({ bytes: block.subarray(begin, end), next: start + end + 1 });
      begin = end + 1;
    }
    rest = block.subarray(begin);
    yield lines;
  }
}

export const parseRefused = (bytes: Buffer): RefusedLine => JSON.parse(bytes.toString('utf8')) as RefusedLine;

import { AppError, type Batch, type Cell, type ReadRequest, type TableColumn, type TableSource, Value } from '#sdk';
import { PEER_NAME, RunHouse, type RunOptions } from './connector-run.ts';
import type { House, Peer, Place } from './house.ts';

/** A house that was opened: its peer, and sources of its connector. Keeps all that was said, to look for secrets there. */
export class Opened {
  readonly runs: RunHouse;
  readonly said: string[] = [];
  peer!: Peer;
  readonly #house: House;

  constructor(house: House) {
    this.#house = house;
    this.runs = new RunHouse(house.reach);
  }

  async start(): Promise<void> {
    await this.runs.start();
    this.peer = await this.#house.start();
  }

  async end(): Promise<void> {
    this.runs.stop();
    await this.peer?.end();
  }

  /** A source at the peer, or at another place; to be disposed of. */
  async source(at: Partial<Place> = {}, options: RunOptions = {}): Promise<TableSource> {
    const tls = at.tls ?? 'off';
    const port = at.port ?? this.peer.ports[tls === 'off' ? 'plain' : 'tls'];
    const place = { host: PEER_NAME, secret: this.peer.secret, authority: '', ...at, tls, port };
    const { params } = this.#house.connector;
    const settings = Value.Default(params, this.peer.settings(place));
    if (!Value.Check(params, settings))
      throw new Error(`settings: ${JSON.stringify([...Value.Errors(params, settings)].slice(0, 3))}`);
    const { folders = [], programs = {} } = this.peer;
    return this.#house.connector.open(settings, this.runs.run({ ports: [port], folders, programs, ...options }));
  }

  /** Fault and code of what fails, as it opens or in what is done with it. */
  async fault(at: Partial<Place>, options: RunOptions = {}, then?: (source: TableSource) => Promise<unknown>) {
    try {
      await using source = await this.source(at, options);
      await source.check();
      await then?.(source);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.said.push(JSON.stringify(error.toData()));
      return { code: error.code, fault: error.fault, message: error.message };
    }
    throw new Error('nothing was thrown');
  }
}

/** All batches of a reading. */
export async function batchesOf(source: TableSource, request: Partial<ReadRequest>): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of source.read({ cursor: null, limit: null, ...request })) batches.push(batch);
  return batches;
}

export const rowsOf = (batches: readonly Batch[]): (readonly Cell[])[] => batches.flatMap(({ rows }) => rows);

/** Without the column that gathers what the first rows did not name. */
export const namesOf = (columns: readonly TableColumn[]): string[] =>
  columns.map(({ name }) => name).filter((name) => name !== '_more');

/** A number as it would be written plainly: no zeros that say nothing. */
export function plainNumber(cell: Cell | undefined): string | null {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'number' && !Number.isSafeInteger(cell) && Number.isInteger(cell))
    throw new Error(`${cell} has lost digits`);
  const text = String(cell);
  return text.includes('.') && !/e/i.test(text) ? text.replace(/\.?0+$/, '') : text;
}

/** Microseconds since 1970, and whether a zone was said. */
export function timeOf(cell: Cell | undefined): { microseconds: bigint; hasZone: boolean } | null {
  if (cell === null || cell === undefined) return null;
  const [, whole, fraction = '', zone] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/.exec(String(cell)) ?? [];
  if (whole === undefined) throw new Error(`${String(cell)} is no time in ISO 8601`);
  const seconds = BigInt(Date.parse(`${whole}${zone ?? 'Z'}`)) / 1000n;
  return {
    microseconds: seconds * 1_000_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6)),
    hasZone: zone !== undefined,
  };
}

/** What a case of the table does. */
export type Case = (opened: Opened, house: House) => Promise<void>;

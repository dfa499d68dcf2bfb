import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ALL_STEPS, ODD_COLUMNS, ODD_TABLE, STANDARD_RECORDS, type Step } from './standard-table.ts';

/** Behind the last message of an answer; it is no message. */
export const END = 'that is all\n';
const STEPS_PER_STATE = 500;

interface Asked {
  readonly command: string;
  readonly config: { readonly password: string };
  readonly catalog?: { readonly streams: readonly [{ readonly stream: { readonly name: string } }] };
  readonly state?: readonly [{ readonly stream: { readonly stream_state: { readonly step: number } } }];
}

interface Stream {
  readonly properties: Readonly<Record<string, object>>;
  readonly records: readonly object[];
  /** It goes on from there: the number of the step. */
  readonly cursor?: 'step';
}

const text = { type: ['null', 'string'] };
const number = { type: ['null', 'number'] };
const time = { ...text, format: 'date-time' };

const standard: Stream = {
  properties: {
    ...{ id: { type: 'integer' }, label: text, big: { type: ['null', 'integer'] }, exact: number },
    ...{ local_time: time, moment: time, flag: { type: ['null', 'boolean'] } },
  },
  records: STANDARD_RECORDS,
};
const odd: Stream = {
  properties: Object.fromEntries(ODD_COLUMNS.map((name) => [name, text])),
  records: [Object.fromEntries(ODD_COLUMNS.map((name, at) => [name, ['first', 'second'][at]]))],
};
const stepsWith = (properties: Stream['properties'], records: readonly (Partial<Step> & object)[]): Stream => ({
  ...{ properties: { step: { type: 'integer' }, ...properties }, records, cursor: 'step' },
});

/** What a program of Airbyte says, by TCP: it is asked by one line of JSON, for the standard tables. */
export class AirbyteServer {
  readonly #secret: string;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => this.#serve(socket));
  readonly #streams = new Map([
    ['adit_standard', standard],
    ['adit_steps', stepsWith({ case_id: text, day: time }, ALL_STEPS)],
    [ODD_TABLE, odd],
  ]);

  constructor(secret: string) {
    this.#secret = secret;
  }

  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  get open(): number {
    return this.#sockets.size;
  }

  /** As the case of changed tables wants it. */
  change(): void {
    const steps = ALL_STEPS.map(({ step, day }) => ({ step, day, note: 'new' }));
    this.#streams.set('adit_steps', stepsWith({ day: time, note: text }, steps));
  }

  async end(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    let line = '';
    const hear = (piece: Buffer) => {
      line += piece;
      if (!line.endsWith('\n')) return;
      socket.off('data', hear);
      // One that is called off closes it midway.
      pipeline(Readable.from(this.#lines(JSON.parse(line))), socket).catch(() => {});
    };
    socket.on('data', hear).on('error', () => {});
    socket.on('close', () => void this.#sockets.delete(socket));
  }

  *#lines(asked: Asked): Generator<string> {
    yield `${JSON.stringify({ type: 'LOG', log: { level: 'INFO', message: `asked with ${asked.config.password}` } })}\n`;
    for (const message of this.#messages(asked)) yield `${JSON.stringify(message)}\n`;
    yield END;
  }

  *#messages({ command, config, catalog, state }: Asked): Generator<object> {
    const fits = config.password === this.#secret;
    if (command === 'check') {
      const connectionStatus = fits ? { status: 'SUCCEEDED' } : { status: 'FAILED', message: 'wrong password' };
      yield { type: 'CONNECTION_STATUS', connectionStatus };
    } else if (command === 'discover') {
      yield { type: 'CATALOG', catalog: { streams: [...this.#streams].map(described) } };
    } else {
      const { name } = catalog!.streams[0].stream;
      yield* readFrom(name, this.#streams.get(name)!, state?.[0].stream.stream_state.step ?? 0);
    }
  }
}

const described = ([name, { properties, cursor }]: [string, Stream]): object => ({
  ...{ name, json_schema: { type: 'object', properties } },
  supported_sync_modes: cursor ? ['full_refresh', 'incremental'] : ['full_refresh'],
  ...(cursor ? { default_cursor_field: [cursor], source_defined_primary_key: [[cursor]] } : {}),
});

/** Steps come by their number, from 1 on without gaps. */
function* readFrom(stream: string, { records, cursor }: Stream, had: number): Generator<object> {
  for (const [at, data] of records.slice(had).entries()) {
    yield { type: 'RECORD', record: { stream, data, emitted_at: 1 } };
    const step = had + at + 1;
    if (!cursor || step % STEPS_PER_STATE > 0) continue;
    const state = { stream_descriptor: { name: stream }, stream_state: { step } };
    yield { type: 'STATE', state: { type: 'STREAM', stream: state } };
  }
}

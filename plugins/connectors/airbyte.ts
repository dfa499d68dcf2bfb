import {
  AppError,
  type Batch,
  type ConnectorRun,
  defineTableConnector,
  invalid,
  notThere,
  notUnderstood,
  type ReadRequest,
  Secret,
  type Static,
  signInRefused,
  type TableSource,
  Type,
} from '#sdk';
import { type AirbyteStream, configured, streamsIn } from '../kit/airbyte-catalog.ts';
import { type AirbyteMessage, AirbyteProgram } from '../kit/airbyte-program.ts';
import type { Json } from '../kit/exact-json.ts';
import { FlatColumns, type FlatRow, flatRow } from '../kit/flat-rows.ts';

const Params = Type.Object({
  program: Type.String({
    ...{ minLength: 1, maxLength: 200 },
    description:
      'The name of a program under [connectors.programs] in the configuration that speaks the protocol of Airbyte.',
  }),
  config: Secret('The configuration of the program as its specification says, in JSON. All of it is kept sealed.', {
    lines: true,
  }),
});

const ROWS_A_BATCH = 2_000;
/** What a cursor may hold beside the rest. */
const MOST_STATE_CHARS = 60_000;

export default defineTableConnector({
  ...{ id: 'airbyte', version: 1, title: 'Airbyte source', category: 'applications', params: Params, examples: [] },
  summary: 'Reads the streams of a program on this server that speaks the protocol of Airbyte.',
  ...{ verifiedWith: null, queries: null, follows: 'cursor' },
  open: async (params, run) => airbyteSource(params, run),
});

function airbyteSource({ program: name, config }: Static<typeof Params>, run: ConnectorRun): TableSource {
  demandJson(config);
  const program = new AirbyteProgram(run, name, config);
  let known: Promise<AirbyteStream[]> | null = null;
  const streams = () => {
    known ??= discovered(program);
    return known;
  };
  const streamOf = async (table: string | undefined): Promise<AirbyteStream> =>
    (await streams()).find((one) => one.table === table) ?? missing(program.server, table);
  return {
    async check() {
      let answer: AirbyteMessage | null = null;
      for await (const message of program.say('check')) if (message.type === 'CONNECTION_STATUS') answer = message;
      const { status, message } = (answer?.connectionStatus ?? {}) as { status?: unknown; message?: unknown };
      if (status === 'FAILED') throw signInRefused(program.server, String(message ?? 'no words').slice(0, 300));
      if (status !== 'SUCCEEDED') throw notUnderstood(program.server, 'no status of the connection');
      return { server: program.server, details: [] };
    },
    tables: async () =>
      (await streams()).map(({ table, isIncremental }) => ({
        name: table,
        ...(isIncremental ? { note: 'incremental' } : {}),
      })),
    async describe({ table }) {
      const { columns, key } = await streamOf(table);
      return { columns, key };
    },
    async *read(request) {
      if (request.since)
        invalid('connector.noSince', 'Streams are read from their last state on, not by a column.', [
          { pointer: '/since', message: 'leave it out' },
        ]);
      yield* readStream(program, await streamOf(request.table), request);
    },
    async [Symbol.asyncDispose]() {},
  };
}

async function discovered(program: AirbyteProgram): Promise<AirbyteStream[]> {
  let catalog: Json | undefined;
  for await (const message of program.say('discover')) if (message.type === 'CATALOG') catalog = message.catalog;
  if (catalog === undefined) throw notUnderstood(program.server, 'no catalog');
  return streamsIn(catalog);
}

/** Rows up to a state belong together: only behind it a reading can go on. */
async function* readStream(
  program: AirbyteProgram,
  stream: AirbyteStream,
  { cursor, limit, columns: chosen }: ReadRequest,
): AsyncGenerator<Batch> {
  const { server } = program;
  const { columns: known, name, namespace } = stream;
  const columns = new FlatColumns(server, { chosen, known, fixed: known.map((column) => column.name) });
  const { state: before } = (cursor ?? {}) as { state?: Json };
  const files = { catalog: configured(stream), ...(before === undefined ? {} : { state: before }) };
  let rows: FlatRow[] = [];
  let left = limit ?? Number.POSITIVE_INFINITY;
  const batch = (state: Json | null): Batch => {
    const some = rows;
    rows = [];
    return { ...columns.batch(some), cursor: state === null ? null : { state } };
  };
  for await (const message of program.say('read', files)) {
    const state = stateIn(message, server);
    if (state !== null) yield batch(state);
    const { record } = message as { record?: { stream?: Json; namespace?: Json; data?: Json } };
    if (message.type !== 'RECORD' || record?.stream !== name || (record.namespace ?? null) !== namespace) continue;
    rows.push(flatRow(record.data ?? null));
    left--;
    if (rows.length >= ROWS_A_BATCH || left <= 0) yield batch(null);
    if (left <= 0) return;
  }
  if (rows.length > 0) yield batch(null);
}

/** As the program wants it back: a list of states, or the one document of old programs. */
function stateIn({ type, state }: AirbyteMessage, server: string): Json | null {
  if (type !== 'STATE' || typeof state !== 'object' || state === null) return null;
  const { type: kind, data } = state as { type?: Json; data?: Json };
  const kept = kind === undefined || kind === 'LEGACY' ? (data ?? {}) : [state];
  if (JSON.stringify(kept).length <= MOST_STATE_CHARS) return kept;
  throw new AppError(
    'too_large',
    'connector.largeState',
    `${server} keeps a state of more than ${MOST_STATE_CHARS} signs, which is too much to go on from.`,
  );
}

function demandJson(config: string): void {
  try {
    if (typeof JSON.parse(config) === 'object') return;
  } catch {
    // Said below: a parser would tell what stands in it.
  }
  invalid('connector.badSettings', 'The settings are not whole: the configuration of the program is no JSON object.', [
    { pointer: '/config', message: 'a JSON object' },
  ]);
}

function missing(server: string, table: string | undefined): never {
  throw notThere(server, `stream "${table}"`);
}

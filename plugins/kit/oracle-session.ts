import { type ConnectorRun, calledOff, ident, invalid, type Sql, sql, wholeNumber } from '#sdk';
import {
  type Door,
  type OracleColumn,
  type OracleConnection,
  type OracleDriver,
  oracleDriver,
  throughDoor,
} from './oracle-driver.ts';
import { oracleFault } from './oracle-faults.ts';
import { cellOf, columnOf, oracleValue } from './oracle-values.ts';
import { serverAt, trusting } from './server-settings.ts';
import { type Answer, RowPace, type SqlDialect, type SqlSession } from './sql-dialect.ts';
import type { SqlSettings } from './sql-settings.ts';

export interface OracleSettings extends Omit<SqlSettings, 'database'> {
  readonly service: string;
  readonly certificateName: string;
}

const DIALECT: SqlDialect = {
  name: (name) => ident(name),
  value: oracleValue,
  nulls: 'last',
  limited: (statement, rows) => sql`${statement} fetch first ${wholeNumber(rows)} rows only`,
};

const MOST_ROWS = 10_000;
const CONNECT_MS = 30_000;

/** A connection, signed in. `driver`: another in the place of the real one, in tests. */
export async function openOracle(
  run: ConnectorRun,
  settings: OracleSettings,
  driver?: OracleDriver,
): Promise<SqlSession> {
  const server = serverAt('Oracle', settings);
  const real = await oracleDriver();
  const serverName = settings.certificateName || settings.host;
  const pinned = await run.pin(settings.host, settings.port);
  const door: Door = { run, tls: { ...trusting(settings), serverName }, pinned, refusal: null, socket: null };
  const late = AbortSignal.any([run.signal, AbortSignal.timeout(CONNECT_MS)]);
  const { user, password } = settings;
  const options = { user, password, connectString: descriptorOf(settings, pinned.address), program: 'Adit' };
  // Signing in ends when its socket does: the driver has no other way.
  const giveUp = () => void door.socket?.destroy();
  late.addEventListener('abort', giveUp, { once: true });
  try {
    const connection = await throughDoor(door, () => (driver ?? real).getConnection(options));
    connection.callTimeout = settings.statementMinutes * 60_000;
    return new OracleSession(connection, { run, server, strings: real.STRING, bytes: real.BUFFER });
  } catch (error) {
    giveUp();
    throw late.aborted ? calledOff(server, late) : oracleFault(door.refusal ?? error, server, run.signal);
  } finally {
    late.removeEventListener('abort', giveUp);
  }
}

interface Ground {
  readonly run: ConnectorRun;
  readonly server: string;
  readonly strings: unknown;
  readonly bytes: unknown;
}

class OracleSession implements SqlSession {
  readonly dialect = DIALECT;
  readonly server: string;
  readonly #connection: OracleConnection;
  readonly #ground: Ground;
  readonly #onAbort = () => void this.#callOff();

  constructor(connection: OracleConnection, ground: Ground) {
    this.#connection = connection;
    this.#ground = ground;
    this.server = ground.server;
    ground.run.signal.addEventListener('abort', this.#onAbort, { once: true });
    if (ground.run.signal.aborted) this.#onAbort();
  }

  async *answer({ text }: Sql): AsyncGenerator<Answer> {
    const pace = new RowPace(MOST_ROWS);
    await this.#told(this.#connection.execute('set transaction read only', [], {}));
    try {
      const { metaData = [], resultSet } = await this.#told(this.#connection.execute(text, [], this.#reading()));
      try {
        const columns = metaData.map(columnOf);
        for (let isFirst = true; resultSet; isFirst = false) {
          const size = pace.rows;
          const found = await this.#told(resultSet.getRows(size));
          const rows = found.map((row) => row.map(cellOf));
          if (rows.length > 0 || isFirst) yield { columns, rows };
          if (rows.length < size) return;
          pace.saw(rows);
        }
      } finally {
        await resultSet?.close().catch(() => {});
      }
    } finally {
      await this.#connection.rollback().catch(() => {});
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ground.run.signal.removeEventListener('abort', this.#onAbort);
    await this.#connection.close({ drop: true }).catch(() => {});
  }

  #reading() {
    const { strings, bytes } = this.#ground;
    return {
      ...{ resultSet: true, fetchArraySize: 1_000 },
      fetchTypeHandler: ({ dbTypeName }: OracleColumn) => {
        if (AS_TEXT.has(dbTypeName)) return { type: strings };
        return dbTypeName === 'BLOB' ? { type: bytes } : undefined;
      },
    };
  }

  async #told<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      throw oracleFault(error, this.server, this.#ground.run.signal);
    }
  }

  /** The server ends the statement when it is told to break, and with it its cursor. */
  async #callOff(): Promise<void> {
    await this.#connection.break().catch(() => {});
    await this.#connection.close({ drop: true }).catch(() => {});
  }
}

/** Numbers with all their digits, and large texts with their rows. */
const AS_TEXT = new Set(['NUMBER', 'CLOB', 'NCLOB', 'XMLTYPE']);

/** As `tnsnames.ora` has it, so that no file and no variable decides anything. */
function descriptorOf({ port, service, tls }: OracleSettings, host: string): string {
  if (!/^[\w.$#-]+$/.test(service))
    invalid(
      'connector.badSetting',
      `${JSON.stringify(service)} is no name of a service: letters, digits and . _ $ # - alone.`,
    );
  const protocol = tls === 'off' ? 'tcp' : 'tcps';
  return `(description=(address=(protocol=${protocol})(host=${host})(port=${port}))(connect_data=(service_name=${service})))`;
}

import type { Cell, TableConnector } from '#sdk';
import { CERTIFIED } from '../../example-authority.ts';
import { CASES, type CaseName, type House, readerWith, SECRET } from '../house.ts';
import { SimulatedDatabase } from '../simulated-database.ts';
import { CHANGED } from '../simulated-tables.ts';
import type { StandardRow } from '../standard-table.ts';
import { SALES_TABLES } from '../standard-table.ts';
import { StandInServer } from './server.ts';

interface StandIn {
  // biome-ignore lint/suspicious/noExplicitAny: settings differ among connectors
  readonly connector: TableConnector<any>;
  readonly nulls: 'first' | 'last';
  /** What makes the tables and the catalogue in the database behind. */
  readonly statements: readonly string[];
  readonly translated: (statement: string) => string;
  /** Settings of the connector beside the usual ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly missing?: House['missing'];
  readonly holds?: (column: keyof StandardRow, row: StandardRow) => Cell;
}

/** A house of a connector whose driver a stand-in replaces. */
export const standInHouse = ({ connector, nulls, statements, translated, ...more }: StandIn): House => ({
  connector,
  peer: 'simulated at the interface of the driver',
  needs: null,
  missing: more.missing ?? {},
  ...(more.holds ? { holds: more.holds } : {}),
  async start() {
    const database = await SimulatedDatabase.open(nulls, statements);
    const server = (certificate: typeof CERTIFIED | null) =>
      StandInServer.start({ database, user: 'reader', secret: SECRET, certificate, translated });
    const plain = await server(null);
    const encrypted = await server(CERTIFIED);
    return {
      ports: { tls: encrypted.port, plain: plain.port },
      secret: SECRET,
      settings: readerWith(more.settings ?? {}),
      tables: SALES_TABLES,
      busy: async () => plain.seen.cursors + encrypted.seen.cursors,
      withoutTls: async (work) => work(plain.port),
      async change() {
        for (const statement of CHANGED) await database.run(statement);
      },
      queries: {
        reads: "select step, case_id /* ; */ from sales.adit_steps where step < 4 and ';' <> '' -- ;",
        writes: [
          'insert into sales.adit_steps values (0)',
          'select 1; drop table sales.adit_steps',
          'begin null; end;',
          'select 1 a) asked, (select 2 b',
          '',
        ],
        sneaks: ['select * from sales.hidden', 'select nothing_like_it from sales.adit_steps'],
        slow: 'select step from sales.adit_slow',
      },
      async end() {
        await plain[Symbol.asyncDispose]();
        await encrypted[Symbol.asyncDispose]();
        await database[Symbol.asyncDispose]();
      },
    };
  },
});

const ALONE: readonly CaseName[] = ['unreachable', 'not-listed', 'garbage', 'drip'];

/** The driver itself, with nobody who speaks its protocol. */
// biome-ignore lint/suspicious/noExplicitAny: settings differ among connectors
export const aloneHouse = (connector: TableConnector<any>, more: Readonly<Record<string, unknown>> = {}): House => ({
  connector,
  peer: 'the driver itself, against peers that speak something else',
  needs: null,
  missing: Object.fromEntries(
    (Object.keys(CASES) as CaseName[])
      .filter((name) => !ALONE.includes(name))
      .map((name) => [name, 'no server of this kind can be had for the tests']),
  ),
  start: async () => ({
    ports: { tls: 1, plain: 1 },
    secret: SECRET,
    settings: readerWith(more),
    tables: { standard: '', steps: '' },
    end: async () => {},
  }),
});

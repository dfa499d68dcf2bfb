import odata from '../../plugins/connectors/odata.ts';
import type { House } from './house.ts';
import { httpPeer } from './http-peer.ts';
import { type Entity, metadataOf, type Service, serve } from './odata-service.ts';
import { ALL_STEPS, STANDARD_ROWS } from './standard-table.ts';

const typeOf = (name: string, key: string, properties: Record<string, string>): string =>
  `<EntityType Name="${name}"><Key><PropertyRef Name="${key}"/></Key>${Object.entries(properties)
    .map(([property, type]) => `<Property Name="${property}" Type="Edm.${type}"/>`)
    .join('')}</EntityType>`;
const STANDARD = typeOf('Standard', 'id', {
  ...{ id: 'Int32', label: 'String', big: 'Int64', exact: 'Decimal', local_time: 'DateTime' },
  ...{ moment: 'DateTimeOffset', flag: 'Boolean' },
});
const metadata = (steps: Record<string, string>): string =>
  metadataOf(2, STANDARD + typeOf('Step', 'step', steps), { adit_standard: 'SHOP.Standard', adit_steps: 'SHOP.Step' });

/** Version 2 counts milliseconds since 1970. */
const ticks = (text: string | null, zone = ''): string | null =>
  text === null ? null : `/Date(${Date.parse(text.endsWith('Z') ? text : `${text}Z`)}${zone})/`;
const inMs = (text: string | null): string | null => text?.replace(/(\.\d{3})\d+/, '$1') ?? null;

const entities = (): Entity[] =>
  STANDARD_ROWS.map((row) => ({ ...row, local_time: ticks(row.local_time), moment: ticks(row.moment, '+0000') }));
const steps = (more: object = {}): Entity[] => ALL_STEPS.map((step) => ({ ...step, day: ticks(step.day), ...more }));

const NO_QUERIES = 'the protocol has no queries of one’s own';

export const odataHouse: House = {
  connector: odata,
  peer: 'simulated by tests/connectors/odata-service.ts',
  needs: null,
  missing: {
    names: 'names of OData have no signs but letters, digits and underscores',
    'since-ties': 'entity sets have keys',
    closes:
      'a query whose connection breaks is asked again; where that does not help: tests/connectors/http-answers.test.ts',
    'read-only': NO_QUERIES,
    queries: NO_QUERIES,
  },
  holds(column, row) {
    return column === 'local_time' || column === 'moment' ? inMs(row[column]) : row[column];
  },
  async start() {
    const service: { now: Service } = {
      now: {
        ...{ version: 2, most: 5_000, sets: { adit_standard: entities(), adit_steps: steps() } },
        metadata: metadata({ step: 'Int64', case_id: 'String', day: 'DateTime' }),
      },
    };
    const peer = await httpPeer('/odata', (asked, response) => serve(service.now, asked, response));
    return {
      ...peer,
      tables: { standard: 'adit_standard', steps: 'adit_steps' },
      async change() {
        service.now = {
          ...{ ...service.now, sets: { ...service.now.sets, adit_steps: steps({ note: 'new' }) } },
          metadata: metadata({ step: 'Int64', day: 'DateTime', note: 'String' }),
        };
      },
    };
  },
};

import rest from '../../plugins/connectors/rest.ts';
import type { House } from './house.ts';
import { sendJson } from './http-house.ts';
import { httpPeer } from './http-peer.ts';
import { ALL_STEPS, STANDARD_RECORDS } from './standard-table.ts';

const PAGE = 1_500;

const NO_QUERIES = 'there is no language of queries';

export const restHouse: House = {
  connector: rest,
  peer: 'simulated by tests/connectors/rest.house.ts',
  needs: null,
  missing: {
    ...{ 'read-only': NO_QUERIES, queries: NO_QUERIES },
    names: 'tables are named in the settings',
    'since-ties': 'a place is a page and a row in it, whatever the keys',
    closes:
      'a query whose connection breaks is asked again; where that does not help: tests/connectors/http-answers.test.ts',
  },
  takesAnyColumn: true,
  async start() {
    let steps: readonly { day: string }[] = ALL_STEPS;
    const peer = await httpPeer('/api', ({ url }, response) => {
      if (url.pathname.endsWith('/standard')) return sendJson(response, STANDARD_RECORDS);
      const from = url.searchParams.get('from') ?? '';
      const offset = Number(url.searchParams.get('offset') ?? 0);
      return sendJson(response, steps.filter(({ day }) => day >= from).slice(offset, offset + PAGE));
    });
    const paging = { kind: 'offset', parameter: 'offset' };
    const since = { column: 'day', parameter: 'from' };
    const endpoints = [
      { name: 'standard', path: 'standard', key: ['id'] },
      { name: 'steps', path: 'steps', key: ['step'], paging, since },
    ];
    return {
      ...{ ...peer, tables: { standard: 'standard', steps: 'steps' } },
      async change() {
        steps = ALL_STEPS.map(({ step, day }) => ({ step, day, note: 'new' }));
      },
      settings: (place) => ({ ...peer.settings(place), endpoints }),
    };
  },
};

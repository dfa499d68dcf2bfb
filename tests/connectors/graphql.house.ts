import { buildSchema, graphql as execute } from 'graphql';
import graphql from '../../plugins/connectors/graphql.ts';
import type { House } from './house.ts';
import { sendJson } from './http-house.ts';
import { httpPeer } from './http-peer.ts';
import { ALL_STEPS, STANDARD_RECORDS, type Step } from './standard-table.ts';

const schemaOf = (stepFields: string) =>
  buildSchema(`
    "A number with all its digits."
    scalar Exact
    type Standard {
      id: Int!, label: String, big: Exact, exact: Exact, local_time: String, moment: String, flag: Boolean
    }
    type Step { ${stepFields} }
    type PageInfo { hasNextPage: Boolean!, endCursor: String }
    type StepConnection { nodes: [Step], pageInfo: PageInfo! }
    type Query {
      adit_standard: [Standard!]!
      adit_steps(first: Int, after: String, since: String): StepConnection!
      few_steps(since: Int): [Step!]!
      salaries: [Step]
    }
    type Mutation { forget(step: Int!): Boolean }
  `);

const rootOf = (steps: readonly (Step & { note?: string })[]) => ({
  adit_standard: STANDARD_RECORDS,
  adit_steps({ first = 100, after, since }: { first?: number; after?: string; since?: string | null }) {
    const fitting = steps.filter(({ day }) => !since || day >= since);
    const end = Number(after ?? 0) + first;
    const pageInfo = { hasNextPage: end < fitting.length, endCursor: String(end) };
    return { nodes: fitting.slice(end - first, end), pageInfo };
  },
  few_steps: ({ since }: { since?: number | null }) => steps.filter(({ step }) => step < 4 && step >= (since ?? 0)),
  salaries() {
    throw new Error('not for you');
  },
});

export const graphqlHouse: House = {
  connector: graphql,
  peer: 'graphql-js behind a simulated server',
  needs: null,
  missing: {
    names: 'names of GraphQL have no signs but letters, digits and underscores',
    'since-ties': 'a place is a page and a row in it, whatever the keys',
    closes:
      'a query whose connection breaks is asked again; where that does not help: tests/connectors/http-answers.test.ts',
  },
  async start() {
    let served = { schema: schemaOf('step: Int!, case_id: String, day: String'), rootValue: rootOf(ALL_STEPS) };
    const peer = await httpPeer('/graphql', async ({ body }, response) => {
      const { query, variables } = JSON.parse(body);
      sendJson(response, await execute({ ...served, source: query, variableValues: variables }));
    });
    return {
      ...{ ...peer, tables: { standard: 'adit_standard', steps: 'adit_steps' } },
      settings: (place) => ({ ...peer.settings(place), pageSize: 1_500 }),
      stepsByDay: {
        query: `query ($first: Int, $after: String, $since: String) {
          adit_steps(first: $first, after: $after, since: $since) {
            nodes { step case_id day } pageInfo { hasNextPage endCursor }
          }
        }`,
      },
      async change() {
        const steps = ALL_STEPS.map((step) => ({ ...step, note: 'new' }));
        served = { schema: schemaOf('step: Int!, day: String, note: String'), rootValue: rootOf(steps) };
      },
      queries: {
        reads: 'query ($since: Int) { few_steps(since: $since) { step case_id } }',
        writes: [
          'mutation { forget(step: 1) }',
          'query a { few_steps { step } } mutation b { forget(step: 1) }',
          'subscription { adit_steps { nodes { step } } }',
          'extend type Query { forget: Boolean }',
          '',
        ],
        sneaks: ['{ salaries { step } }', '{ forget(step: 1) }'],
      },
    };
  },
};

import { CaseSupport, defineCalculator, Type } from '#sdk';
import { resourceHandovers } from '../kernels/resource-pairs.ts';
import { FIRST_SLOT } from '../kernels/resource-slots.ts';
import { Metric } from '../organisation/activity-profiles.ts';
import { findRoles } from '../organisation/find-roles.ts';
import { ResourceColumn } from '../organisation/resource-column.ts';
import { ResourceFields, ResourceTotals, shownResources, Top } from '../organisation/shown-resources.ts';

const params = Type.Object({
  resource: ResourceColumn,
  metric: Metric,
  similarity: Type.Number({
    default: 0.6,
    minimum: -1,
    maximum: 1,
    description: 'Groups are joined while their members are on average at least so alike; higher gives more roles',
  }),
  top: Top(300, 1000),
});

const Share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });
const result = Type.Object({
  ...ResourceTotals,
  roles: Type.Array(
    Type.Object({
      role: Type.String({ description: 'The activities that make up most of what it does' }),
      events: Type.Integer(),
      cases: CaseSupport('Cases in which any of its members took part'),
      share: Share('Of all events whose resource is known'),
      activities: Type.Array(
        Type.Object({
          activity: Type.String(),
          events: Type.Integer(),
          cases: CaseSupport(),
          share: Share('Of the events of the role'),
        }),
      ),
      members: Type.Array(
        Type.Object({
          ...ResourceFields,
          similarity: Type.Number({ description: 'Mean similarity to the other members; 1 where there are none' }),
        }),
      ),
    }),
  ),
  handovers: Type.Array(
    Type.Object({ from: Type.String(), to: Type.String(), count: Type.Integer(), cases: CaseSupport() }),
    { description: 'Direct handovers from role to role, most first; from a role to itself: among its members' },
  ),
});

/**
 * Roles: groups of resources that do the same kind of work (Song, van der Aalst: Towards comprehensive support for
 * organizational mining, 2008). Activity profiles are compared, and resources are joined by agglomerative clustering with
 * average linkage while they are alike enough; each resource has one role. A role is named by the activities that make up
 * most of what its members do. Handovers are direct, between different resources. Roles by events, members likewise; ties by names.
 */
export default defineCalculator({
  id: 'roles',
  version: 1,
  title: 'Roles',
  summary: 'Groups resources by what they do, and shows what each group does and to whom it hands over.',
  category: 'organisation',
  params,
  result,
  view: 'roles',
  examples: [
    {
      title: 'Clerks who register and pay, checkers, and Cat who decides',
      params: {},
      expect: {
        roles: [
          {
            // Ann: register 5, pay 4, reject 1; Eve: register 1.
            ...{ role: 'register, pay', events: 11, cases: 6, share: 11 / 23 },
            activities: [
              { activity: 'register', events: 6, cases: 6, share: 6 / 11 },
              { activity: 'pay', events: 4, cases: 4, share: 4 / 11 },
              { activity: 'reject', events: 1, cases: 1, share: 1 / 11 },
            ],
            members: [
              { resource: 'Ann', events: 10, cases: 5, similarity: 5 / Math.sqrt(42) },
              { resource: 'Eve', events: 1, cases: 1, similarity: 5 / Math.sqrt(42) },
            ],
          },
          // As many events: Cat did more of them than Bob.
          { role: 'decide', events: 6, cases: 5, members: [{ resource: 'Cat', similarity: 1 }] },
          { role: 'check', events: 6, cases: 5, members: [{ resource: 'Bob' }, { resource: 'Dan', similarity: 1 }] },
        ],
        handovers: [
          { from: 'decide', to: 'register, pay', count: 5, cases: 5 },
          { from: 'check', to: 'decide', count: 5, cases: 5 },
          { from: 'register, pay', to: 'check', count: 4, cases: 4 },
          { from: 'register, pay', to: 'decide', count: 1, cases: 1 },
          { from: 'decide', to: 'check', count: 1, cases: 1 },
          { from: 'check', to: 'check', count: 1, cases: 1 },
        ],
      },
    },
  ],
  async compute(log, p, run) {
    const found = await shownResources(log, run, p.resource, p.top);
    const { shown, totals } = found;
    const { roles, slots } = await findRoles(log, run, found, { metric: p.metric, least: p.similarity });
    const pairs = await run.reduce(resourceHandovers, { slots, nearest: 1, furthest: 1, causes: null, changes: true });
    const handovers = roles.flatMap(({ name: from }, i) =>
      roles.flatMap(({ name: to }, j) => {
        const at = (i + FIRST_SLOT) * slots.size + j + FIRST_SLOT;
        return pairs.count[at] === 0 ? [] : [{ from, to, count: pairs.count[at]!, cases: pairs.cases[at]! }];
      }),
    );
    return {
      ...totals,
      roles: roles.map(({ name, events, cases, activities, members }) => ({
        ...{ role: name, events, cases, share: events / totals.events },
        activities: activities.map((activity) => ({ ...activity, share: activity.events / events })),
        members: members.map(({ at, similarity }) => {
          const { resource, events, cases } = shown[at]!;
          return { resource, events, cases, similarity };
        }),
      })),
      // Sorting keeps the order of the roles among equals.
      handovers: handovers.sort((a, b) => b.count - a.count),
    };
  },
});

import { expect, test } from 'bun:test';
import { type Actor, userActor } from '../../platform/access/actor.ts';
import type { Delivery, EventType } from '../../platform/events/index.ts';
import { listen, maySee } from './use-cases.ts';

const actor = (role: string, workspace: string | null): Actor =>
  userActor({
    ...{
      id: 'u',
      name: 'u',
      tenant: 't',
      openWorkspaces: 'all',
      method: 'session',
      session: 's',
      ip: null,
      requestId: null,
    },
    grants: [{ role, workspace }],
  });
const delivery = (
  type: EventType,
  payload: Record<string, unknown>,
  seq: number | null = null,
  tenant: string | null = 't',
): Delivery => ({
  ...{ seq, tenant },
  event: { event_id: 'e', event_type: type, timestamp: '', source_service: 'adit', correlation_id: 'c', payload },
});

test('a person sees the work of their workspaces, their own calculations, and nothing of others', () => {
  const here = delivery('job.started', { workspace: 'w1' });
  const everywhere = delivery('job.started', { workspace: null });
  const cases: [Actor, Delivery, boolean][] = [
    [actor('analyst', null), here, true],
    [actor('viewer', 'w1'), here, true],
    [actor('viewer', 'w2'), here, false],
    [actor('auditor', null), here, false],
    [actor('analyst', null), everywhere, true],
    [actor('viewer', null), everywhere, false],
    [actor('analyst', 'w1'), everywhere, false],
    [actor('analyst', null), delivery('job.started', { workspace: 'w1' }, null, 'other'), false],
    [actor('administrator', null), delivery('job.started', { workspace: 'w1' }, null, null), false],
    [actor('viewer', 'w1'), delivery('calculation.completed', { actor: 'u' }), true],
    [actor('administrator', null), delivery('calculation.completed', { actor: 'other' }), false],
  ];
  for (const [who, what, sees] of cases)
    expect([who.grants, what, maySee(who, what)]).toEqual([who.grants, what, sees]);
});

test('who comes back hears what was missed once, and is told when it was too much', () => {
  let live!: (delivery: Delivery) => void;
  let left = 0;
  const outbox = Array.from({ length: 300 }, (_, i) => delivery('job.started', { workspace: 'w1' }, i + 1));
  const events = {
    subscribe: (listener: typeof live) => {
      live = listener;
      return () => void left++;
    },
    since: (seq: number, _filter: unknown, limit = 500) => outbox.filter((d) => d.seq! > seq).slice(0, limit),
  };
  const hear = (after: number | null) => {
    const heard: (number | null | 'missed')[] = [];
    const leave = listen({ events }, actor('analyst', null), after, {
      tell: ({ seq }) => heard.push(seq),
      missed: () => heard.push('missed'),
    });
    return { heard, leave };
  };
  const soon = hear(297);
  live(outbox[299]!);
  live(delivery('job.progress', { workspace: 'w1' }));
  live(delivery('job.started', { workspace: 'w1' }, 301));
  soon.leave();
  expect([soon.heard, left]).toEqual([[298, 299, 300, null, 301], 1]);
  const late = hear(0);
  expect(late.heard).toEqual(['missed']);
  expect(hear(null).heard).toEqual([]);
});

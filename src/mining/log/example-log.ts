import { type MemoryEvent, type MemoryLog, type MemoryLogOptions, memoryLog } from './memory-log.ts';

/**
 * The log that every documented example runs on (docs/example-log.md draws it): six orders, one letter-sized case each,
 * all on round hours so that every figure can be worked out by hand. Each check takes 30 minutes, each decide 15.
 *
 *     o1  register 09:00 Ann · check 10:00 Bob · decide 12:00 Cat · pay 13:00 Ann            Mon 1 Jan 2024   web    100
 *     o2  register 09:00 Ann · check 10:00 Bob · decide 11:00 Cat · reject 12:00 Ann         Tue 2 Jan 2024   web    200
 *     o3  register 09:00 Ann · check 10:00 Bob · check 11:00 Dan · decide 12:00 Cat · pay 15:00 Ann   Wed 3 Jan   shop   300
 *     o4  register 09:00 Ann · decide 10:00 Cat · check 11:00 Bob · decide 12:00 Cat · pay 13:00 Ann  Thu 4 Jan   shop   400
 *     o5  register 09:00 Eve                                                                  Fri 5 Jan 2024   phone  –
 *     o6  register 09:00 Ann · check 12:00 Bob · decide 14:00 Cat · pay 09:00 (+1 d) Ann      Sat 6 Jan 2024   web    600
 */
const ORDERS: readonly [string, string, number | null, string, ...[string, string, string][]][] = [
  [
    'o1',
    'web',
    100,
    '2024-01-01',
    ['register', '09:00', 'Ann'],
    ['check', '10:00', 'Bob'],
    ['decide', '12:00', 'Cat'],
    ['pay', '13:00', 'Ann'],
  ],
  [
    'o2',
    'web',
    200,
    '2024-01-02',
    ['register', '09:00', 'Ann'],
    ['check', '10:00', 'Bob'],
    ['decide', '11:00', 'Cat'],
    ['reject', '12:00', 'Ann'],
  ],
  [
    'o3',
    'shop',
    300,
    '2024-01-03',
    ['register', '09:00', 'Ann'],
    ['check', '10:00', 'Bob'],
    ['check', '11:00', 'Dan'],
    ['decide', '12:00', 'Cat'],
    ['pay', '15:00', 'Ann'],
  ],
  [
    'o4',
    'shop',
    400,
    '2024-01-04',
    ['register', '09:00', 'Ann'],
    ['decide', '10:00', 'Cat'],
    ['check', '11:00', 'Bob'],
    ['decide', '12:00', 'Cat'],
    ['pay', '13:00', 'Ann'],
  ],
  ['o5', 'phone', null, '2024-01-05', ['register', '09:00', 'Eve']],
  [
    'o6',
    'web',
    600,
    '2024-01-06',
    ['register', '09:00', 'Ann'],
    ['check', '12:00', 'Bob'],
    ['decide', '14:00', 'Cat'],
    ['pay', '33:00', 'Ann'],
  ],
];
const SERVICE_MINUTES: Record<string, number> = { check: 30, decide: 15 };
const COST: Record<string, number> = { register: 5, check: 20, decide: 10, pay: 1, reject: 2 };

export const exampleEvents: readonly MemoryEvent[] = ORDERS.flatMap(([id, , , day, ...steps]) =>
  steps.map(([activity, clock, resource]): MemoryEvent => {
    const [hours = 0, minutes = 0] = clock.split(':').map(Number);
    const time = Date.parse(`${day}T00:00:00Z`) + (hours * 60 + minutes) * 60_000;
    const attributes = { cost: COST[activity] ?? null, urgent: activity === 'decide' ? id === 'o6' : null };
    return { case: id, activity, time, start: time - (SERVICE_MINUTES[activity] ?? 0) * 60_000, resource, attributes };
  }),
);

export const exampleCaseAttributes = Object.fromEntries(
  ORDERS.map(([id, channel, amount]) => [id, { channel, amount, member: amount === null ? null : amount >= 300 }]),
);

export const exampleLog = (options: Pick<MemoryLogOptions, 'segmentEvents' | 'caseOrder'> = {}): MemoryLog =>
  memoryLog(exampleEvents, { caseAttributes: exampleCaseAttributes, zone: 'UTC', ...options });

import { expect, test } from 'bun:test';
import { AppError } from '#sdk';
import { addDataset, exampleAppliance } from '../../../tests/example-appliance.ts';
import { systemActor } from '../../platform/access/actor.ts';
import type { RunControl } from './model.ts';
import { type AnalysisParts, calculate } from './use-cases.ts';

const house = await exampleAppliance();
const dataset = addDataset(house, house.home.tenant.id, house.home.project.id, 'Receipt');
const actor = systemActor('test', house.home.tenant.id);
const sent = { datasetId: dataset, id: 'echo', params: {}, filters: [] };

const never = () => {
  throw new Error('no calendar is asked for');
};

/** A FAKE engine whose calculations end only when they are told to, in the way of `stop`. */
function parts(deadlineMs: number, stop: (signal: AbortSignal) => unknown): AnalysisParts {
  house.engine.calculate = ((_view: unknown, _id: string, _params: unknown, { signal }: RunControl) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(stop(signal)));
    })) as never;
  const { engine, clock, datasets } = house;
  return {
    engine,
    clock,
    openDataset: datasets.openDataset,
    deadlineMs,
    groupsOf: () => 5,
    keptModels: { textOf: (_, model) => model, pinned: (_, model) => model },
    openCalendar: never,
    calculated: () => {},
  };
}

const ways: [string, (signal: AbortSignal) => unknown][] = [
  ['the signal’s own reason', (signal) => signal.reason],
  ['a fault', () => new AppError('cancelled', 'engine.cancelled', 'Stopped.')],
];

test.each(ways)('the deadline is told apart from a caller who went away: %s', async (_, stop) => {
  const tooLong = calculate(parts(5, stop), actor, sent, new AbortController().signal);
  expect(await tooLong.catch((error) => error.code)).toBe('analysis.tooLong');
  const caller = new AbortController();
  const left = calculate(parts(60_000, stop), actor, sent, caller.signal);
  caller.abort();
  expect(await left.catch((error) => error.code)).toBe('analysis.cancelled');
});

test('a defect that comes with the end stays a defect', async () => {
  const defect = calculate(
    parts(5, () => new TypeError('broken')),
    actor,
    sent,
    new AbortController().signal,
  );
  expect(await defect.catch((error) => error)).toBeInstanceOf(TypeError);
});

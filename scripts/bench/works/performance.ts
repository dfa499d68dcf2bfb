import type { Bench } from '../bench.ts';
import { ACTIVITIES } from '../random-log.ts';
import { type Asked, measureAnswers } from './answers.ts';

const HALF = [{ id: 'has-activity', params: { activities: [ACTIVITIES[4]] } }];

/** Calculators that follow cases through time, from question to answer. */
const WAYS: Asked = [
  ['work in progress: cases', 'work-in-progress', {}],
  ['work in progress: activities', 'work-in-progress', { of: 'activities' }],
  ['queue of one activity, exact peaks', 'queue-length', { activity: ACTIVITIES[4] }],
  ['queue of all activities, exact peaks', 'queue-length', {}],
  ['performance spectrum of the main path', 'performance-spectrum', {}],
  ['performance spectrum, periods alone', 'performance-spectrum', { lines: 0 }],
  ['batches', 'batches', {}],
  ['concept drift', 'concept-drift', {}],
  ['difference map, with durations and medians', 'difference-map', { against: HALF }],
  ['difference map, frequencies', 'difference-map', { against: HALF, durations: false }],
];

export const measurePerformance = (bench: Bench): Promise<void> => measureAnswers(bench, 'performance', WAYS);

import type { Bench } from '../bench.ts';
import { type Asked, measureAnswers } from './answers.ts';

/** Who does the work, from question to answer; the logs have fifty resources. */
const PEOPLE: Asked = [
  ['workload', 'resource-workload', {}],
  ['handovers, with medians', 'handover-network', {}],
  ['handovers at a distance up to 3', 'handover-network', { depth: 3 }],
  ['working together', 'working-together', {}],
  ['subcontracting', 'subcontracting', {}],
  ['similar resources', 'similar-resources', {}],
  ['roles', 'roles', {}],
  ['performance by person and activity', 'resource-performance', {}],
];

export const measureOrganisation = (bench: Bench): Promise<void> => measureAnswers(bench, 'organisation', PEOPLE);

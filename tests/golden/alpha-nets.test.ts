/** The nets of the Alpha algorithm on real logs have the places, transitions and arcs that PM4Py counts (`../shared/data/expected`). */
import { afterAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { sharedData } from '../shared-data.ts';
import { MinedLogs } from './mined-log.ts';

const LOGS = [
  ['running-example', 'running-example.xes'],
  ['receipt', 'receipt.xes.gz'],
  ['sepsis', 'Sepsis.xes.gz'],
  ['roadtraffic', 'RoadTraffic.xes.gz'],
  ['bpic12', 'BPIC12.xes.gz'],
  ['bpic13-incidents', 'BPIC13_incidents.xes.gz'],
  ['domestic-declarations', 'BPIC20_DomesticDeclarations.xes.gz'],
] as const;
const logs = new MinedLogs();
afterAll(() => logs[Symbol.asyncDispose]());

test.each(LOGS)(
  '%s',
  async (name, file) => {
    const { alpha: is } = JSON.parse(
      readFileSync(sharedData(`expected/${name}.json`), 'utf8').replace(/\bNaN\b/g, 'null'),
    );
    const { net, soundness, unconnected } = await logs.mine(file, 'alpha-model');
    expect([net.places.length, net.transitions.length, net.arcs.length]).toEqual([is.places, is.transitions, is.arcs]);
    // Only the textbook's example is of the kind that Alpha was made for.
    expect([unconnected.length === 0, soundness.verdict]).toEqual(
      name === 'running-example' ? [true, 'sound'] : [name === 'roadtraffic', 'unsound'],
    );
  },
  60_000,
);

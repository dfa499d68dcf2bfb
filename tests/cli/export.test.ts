/** `adit mine --export` as its user runs it: the model in a file, the same result on standard output. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { netFromJson } from '../../src/mining/discovery/model-result.ts';
import { readBpmn } from '../../src/mining/formats/bpmn-read.ts';
import { readPnml } from '../../src/mining/formats/pnml-read.ts';
import { readPtml } from '../../src/mining/formats/ptml.ts';
import { parseTreeText } from '../../src/mining/formats/tree-text.ts';
import { treeText } from '../../src/mining/model/process-tree.ts';
import { treeToBpmn } from '../../src/mining/model/tree-to-bpmn.ts';
import { AditBench, documentOf, problemOf } from '../adit-bench.ts';

const bench = new AditBench();
const TIMEOUT_MS = 60_000;
const mine = (...args: string[]) => bench.adit(['mine', ...args]);

beforeAll(() => {
  bench.log('running-example.xes');
});
afterAll(() => bench[Symbol.asyncDispose]());

const imf = ['--calculator', 'inductive-model', '--params', '{"noise":0.2}'];
const read = (file: string) => new Uint8Array(readFileSync(join(bench.folder, file)));
test(
  'writes the discovered model, and the same result',
  async () => {
    const [net, tree] = await Promise.all([
      mine('running-example.xes', ...imf, '--export', 'pnml', 'net.pnml'),
      mine(...imf, '--export=ptml', 'tree.ptml', 'running-example.xes'),
    ]);
    const found = documentOf(net);
    expect(documentOf(tree)).toEqual(found);
    expect(found.algorithm).toBe('imf');
    expect(readPnml(read('net.pnml'))).toEqual({ net: netFromJson(found.net), notes: [] });
    expect(treeText(readPtml(read('tree.ptml')))).toBe(found.tree);
  },
  TIMEOUT_MS,
);

test(
  'BPMN, which is read again as a model and replays the cases as its tree does',
  async () => {
    const [process, tree] = await Promise.all([
      mine('running-example.xes', ...imf, '--export', 'bpmn', 'process.bpmn'),
      mine('running-example.xes', ...imf, '--export', 'ptml', 'same.ptml'),
    ]);
    const found = documentOf(process);
    expect(readBpmn(read('process.bpmn'))).toMatchObject({
      ...{ bpmn: treeToBpmn(parseTreeText(found.tree)), name: 'imf', findings: [] },
    });
    const fitness = async (model: string) =>
      documentOf(await mine('running-example.xes', '--calculator', 'fitness', '--params', JSON.stringify({ model })));
    expect(documentOf(tree)).toEqual(found);
    expect(await fitness('process.bpmn')).toEqual({ ...(await fitness('same.ptml')), model: 'bpmn' });
  },
  TIMEOUT_MS,
);

test(
  'DECLARE constraints, which are read again as a model',
  async () => {
    const discover = ['--calculator', 'declare-model', '--params', '{"minimumConfidence":1}', '--export', 'decl'];
    const found = documentOf(await mine('running-example.xes', ...discover, 'rules.decl'));
    expect(found.total).toBeGreaterThan(3);
    const given = ['--calculator', 'declare-conformance', '--params', '{"model":"rules.decl"}'];
    const { model, cases, conforming, constraints } = documentOf(await mine('running-example.xes', ...given));
    expect([model, cases, conforming, constraints.length]).toEqual(['decl', 6, 6, found.total]);
  },
  TIMEOUT_MS,
);

test(
  'what cannot be written is bad usage, before the file is read',
  async () => {
    const cases: [string[], string][] = [
      [['running-example.xes', ...imf, '--export', 'svg', 'x'], 'the format is pnml, ptml, bpmn or decl'],
      [['running-example.xes', ...imf, '--export', 'pnml'], 'a format and a file'],
      [['running-example.xes', '--calculator', 'variants', '--export', 'pnml', 'x'], 'discovers no model'],
      [['running-example.xes', '--calculator', 'declare-conformance', '--export', 'decl', 'x'], 'discovers no model'],
      [['running-example.xes', '--calculator', 'declare-model', '--export', 'pnml', 'x'], 'take --export decl'],
      [['running-example.xes', ...imf, '--export', 'decl', 'x'], 'take --export pnml'],
    ];
    for (const [args, message] of cases) {
      const ran = await mine(...args);
      expect([args, ran.code, problemOf(ran).detail]).toEqual([args, 2, expect.stringContaining(message)]);
    }
  },
  TIMEOUT_MS,
);

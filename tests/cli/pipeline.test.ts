/** `adit pipeline`: a document is checked without a server; an unknown pipeline is said. */
import { afterAll, expect, test } from 'bun:test';
import { AditBench } from '../adit-bench.ts';

const TIMEOUT_MS = 60_000;
const bench = new AditBench();
afterAll(() => bench[Symbol.asyncDispose]());

const document = (condition: string) =>
  bench.file(
    'orders.json',
    JSON.stringify({
      inputs: [{ name: 'orders', file: { upload: 'u' } }],
      steps: [
        { id: 'paid', transform: 'filter-rows', params: { condition } },
        { id: 'end', transform: 'selct', params: {} },
      ].slice(0, condition.includes('=') ? 1 : 2),
    }),
  );

test(
  'a right document ends with 0, a wrong one with every problem and 1',
  async () => {
    const csv = bench.file('orders.csv', 'order,status\n1,paid\n');
    const right = await bench.adit(['pipeline', 'validate', document("status = 'paid'"), '--input', `orders=${csv}`]);
    expect([right.code, right.out, right.err]).toEqual([0, 'The pipeline is right: 1 step.\n', '']);
    const wrong = await bench.adit(['pipeline', 'validate', document('state'), '--input', `orders=${csv}`, '--json']);
    expect(wrong.code).toBe(1);
    expect(JSON.parse(wrong.out).problems).toEqual([
      {
        pointer: '/steps/0/params/condition',
        message: 'at character 1: there is no column "state". Did you mean [status]?',
      },
      { pointer: '/steps/1/transform', message: 'there is no transform "selct". Did you mean "select"?' },
    ]);
    const form = bench.file('form.json', '{"inputs":[{"name":"orders"}],"steps":[{"id":"a b","transform":"rename"}]}');
    const shaped = await bench.adit(['pipeline', 'validate', form]);
    expect([shaped.code, shaped.err]).toEqual([1, '']);
    expect(shaped.out).toStartWith('/steps/0/id: Expected string to match');
    const broken = await bench.adit(['pipeline', 'validate', bench.file('broken.json', '{')]);
    expect([broken.code, broken.out]).toEqual([1, '']);
    expect(broken.err).toContain('is no JSON');
  },
  TIMEOUT_MS,
);

test(
  'a pipeline that is not there cannot run',
  async () => {
    const { code, err } = await bench.adit(['pipeline', 'run', 'Nowhere', '--data', bench.file('data')]);
    expect([code, err]).toEqual([1, 'There is no pipeline "Nowhere".\n']);
  },
  TIMEOUT_MS,
);

import { expect, test } from 'bun:test';
import { type Directory, type DirectoryPerson, IncompleteAnswer } from './directory.ts';
import { proveInOrder } from './in-order.ts';

const signal = new AbortController().signal;
const beforeBind = () => () => {};
const ann = { subject: '1', login: 'ann' } as DirectoryPerson;

/** Directories that answer as told, and who was asked. */
function directories(...answers: (Awaited<ReturnType<Directory['prove']>> | Error)[]) {
  const asked: string[] = [];
  const list = answers.map((answer, i) => ({
    id: `d${i}`,
    async prove() {
      asked.push(`d${i}`);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  })) as unknown as Directory[];
  return { list, asked };
}

test('rule 1: the next directory is asked only where the one before does not know the name', async () => {
  const { list, asked } = directories('not-found', ann, 'refused');
  expect(await proveInOrder(list, 'ann', 'pw', signal, beforeBind)).toEqual({ directory: list[1]!, person: ann });
  expect(asked).toEqual(['d0', 'd1']);
});

test('rule 1: a wrong password ends the attempt', async () => {
  const { list, asked } = directories('refused', ann);
  expect(await proveInOrder(list, 'ann', 'pw', signal, beforeBind)).toBe('refused');
  expect(asked).toEqual(['d0']);
});

test('rule 1: a directory that cannot be reached ends it too: its people are not taken for namesakes', async () => {
  const { list, asked } = directories(new IncompleteAnswer('cut'), ann);
  expect(proveInOrder(list, 'ann', 'pw', signal, beforeBind)).rejects.toThrow('cut');
  expect(asked).toEqual(['d0']);
});

test('rule 1: nobody anywhere', async () => {
  expect(await proveInOrder(directories('not-found', 'not-found').list, 'x', 'pw', signal, beforeBind)).toBe(
    'not-found',
  );
  expect(await proveInOrder([], 'x', 'pw', signal, beforeBind)).toBe('not-found');
});

import { expect, test } from 'bun:test';
import { AppError } from '#sdk';
import { EXIT, exitCodeOf, type Io, parseFlags, printFault } from './verb.ts';

const verb = {
  name: 'bake',
  summary: 'Bakes a cake.',
  usage: 'bake FILE [--oven NAME]',
  flags: [{ flag: '--oven NAME', does: 'which oven' }],
  examples: [{ call: 'bake cake.txt', does: 'bakes it' }],
};
const options = { oven: { type: 'string' }, json: { type: 'boolean' } } as const;

function watch() {
  const printed = { out: '', err: '' };
  const io: Io = {
    stdout: (text) => {
      printed.out += text;
    },
    stderr: (text) => {
      printed.err += text;
    },
    env: {},
  };
  return { printed, io };
}

test('flags and arguments are read', () => {
  const { io } = watch();
  expect(parseFlags(verb, ['a.txt', '--oven=big', '--json'], io, options, { max: 1 })).toEqual({
    values: { oven: 'big', json: true },
    positionals: ['a.txt'],
  } as never);
});

test('an unknown flag ends with 2 and names the nearest', () => {
  const { io, printed } = watch();
  expect(parseFlags(verb, ['--ovn', 'big'], io, options)).toBe(2);
  expect(printed.err).toContain('There is no flag "--ovn". Did you mean "--oven"?');
  expect(printed.err).toContain('Usage: adit bake FILE [--oven NAME]');
  expect(printed.out).toBe('');
});

test.each([[['--oven']], [['a', 'b']], [[]], [['-x']], [['--json=yes', 'a']]])('bad usage %j ends with 2', (args) => {
  const { io, printed } = watch();
  expect(parseFlags(verb, args, io, options, { min: 1, max: 1 })).toBe(2);
  expect(printed.err).toContain('adit bake: ');
});

test('--help prints usage and examples and ends with 0', () => {
  const { io, printed } = watch();
  expect(parseFlags(verb, ['--help'], io, options, { min: 1 })).toBe(0);
  expect(printed.out).toContain('--oven NAME  which oven');
  expect(printed.out).toContain('adit bake cake.txt');
});

test('a fault prints what happened, for people or for programs', () => {
  const { io, printed } = watch();
  const fault = new AppError('invalid', 'oven.cold', 'The oven is cold.', [{ line: 3, message: 'line 3: cold' }]);
  expect(printFault(fault, io, false)).toBe(EXIT.problem);
  expect(printed.err).toBe('The oven is cold.\n  line 3: cold\n');
  printed.err = '';
  printFault(fault, io, true);
  expect(JSON.parse(printed.err)).toEqual({
    ...{ type: 'urn:adit:problem:oven.cold', title: 'Not valid', detail: 'The oven is cold.', code: 'oven.cold' },
    errors: [{ line: 3, message: 'line 3: cold' }],
  });
});

test('exit codes by fault', () => {
  const code = (fault: 'unavailable' | 'conflict' | 'not_found') => exitCodeOf(new AppError(fault, 'a.b', 'c'));
  expect([code('unavailable'), code('conflict'), code('not_found'), exitCodeOf(new Error('x'))]).toEqual([3, 4, 1, 1]);
});

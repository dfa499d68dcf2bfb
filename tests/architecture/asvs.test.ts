/** The list of docs/security/asvs.md: complete, and every line of it held by something that exists. */
import { expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dir, '../..');
const LIST = readFileSync(resolve(ROOT, 'docs/security/asvs.md'), 'utf8');

/** May only fall. Whoever closes a line lowers it here and in the list. */
const MOST_OPEN = 0;

/** Levels of the requirements of ASVS 5.0.0, by section, in the order of their numbers. */
const LEVELS: Readonly<Record<string, string>> = {
  ...{ '1.1': '22', '1.2': '1111122223', '1.3': '112222222223', '1.4': '222', '1.5': '123' },
  ...{ '2.1': '122', '2.2': '112', '2.3': '12223', '2.4': '23' },
  ...{ '3.1': '3', '3.2': '113', '3.3': '12223', '3.4': '11222233', '3.5': '11122333', '3.6': '3', '3.7': '22333' },
  ...{ '4.1': '12233', '4.2': '23333', '4.3': '22', '4.4': '1222' },
  ...{ '5.1': '2', '5.2': '112333', '5.3': '113', '5.4': '222' },
  ...{ '6.1': '122', '6.2': '111111112222', '6.3': '11223333', '6.4': '112233', '6.5': '22222333', '6.6': '2223' },
  ...{ '6.7': '33', '6.8': '2222' },
  ...{ '7.1': '222', '7.2': '1111', '7.3': '22', '7.4': '11222', '7.5': '223', '7.6': '22' },
  ...{ '8.1': '1233', '8.2': '1123', '8.3': '133', '8.4': '23' },
  ...{ '9.1': '111', '9.2': '1222' },
  ...{ '10.1': '22', '10.2': '223', '10.3': '22223', '10.4': '1111122222233333', '10.5': '22222', '10.6': '22' },
  ...{ '10.7': '222' },
  ...{ '11.1': '2233', '11.2': '22233', '11.3': '11233', '11.4': '1222', '11.5': '23', '11.6': '23', '11.7': '33' },
  ...{ '12.1': '12233', '12.2': '11', '12.3': '22223' },
  ...{ '13.1': '2333', '13.2': '222223', '13.3': '2233', '13.4': '1222233' },
  ...{ '14.1': '22', '14.2': '12223333', '14.3': '122' },
  ...{ '15.1': '12233', '15.2': '12233', '15.3': '1222222', '15.4': '3333' },
  ...{ '16.1': '2', '16.2': '22222', '16.3': '2222', '16.4': '222', '16.5': '2223' },
  ...{ '17.1': '23', '17.2': '22223333', '17.3': '22' },
};

interface Line {
  readonly id: string;
  readonly level: string;
  readonly shown: string;
}

const linesOf = (list: string): Line[] =>
  [...list.matchAll(/^\| (\d+\.\d+\.\d+) \| (\d) \| [^|]+ \| ([^|]*) \|$/gm)].map(([, id, level, shown]) => ({
    ...{ id: id!, level: level!, shown: shown! },
  }));
const isOpen = ({ shown }: Line) => shown.startsWith('**open**: ');

/** What is wrong with a line: nothing shows it, or what it names is not there. */
function faultsOf({ id, shown }: Line): string[] {
  const reason = /^(?:\*\*open\*\*|not applicable): (.*)$/.exec(shown);
  if (reason) return reason[1]!.length > 10 ? [] : [`${id}: no reason`];
  const named = [...shown.matchAll(/`([^`]+)`(?: “([^”]+)”)?/g)];
  if (named.length === 0) return [`${id}: neither test nor document`];
  return named.flatMap(([, file, name]) => {
    const path = resolve(ROOT, file!);
    if (!existsSync(path)) return [`${id}: there is no ${file}`];
    const text = readFileSync(path, 'utf8');
    if (file!.endsWith('.md'))
      return !name || new RegExp(`^#+ ${RegExp.escape(name)}$`, 'm').test(text)
        ? []
        : [`${id}: ${file} has no “${name}”`];
    if (!name) return [`${id}: which test of ${file}?`];
    return [`'${name}'`, `\`${name}\``, `"${name}"`].some((quoted) => text.includes(quoted))
      ? []
      : [`${id}: ${file} has no test “${name}”`];
  });
}

const lines = linesOf(LIST);

test('the levels are those of the standard: 345 requirements, 70 of level 1, 253 up to level 2', () => {
  const all = Object.values(LEVELS).join('');
  expect([all.length, all.replace(/[^1]/g, '').length, all.replace(/3/g, '').length]).toEqual([345, 70, 253]);
});

test('every requirement of levels 1 and 2 has its line, once, and no other has', () => {
  const wanted = Object.entries(LEVELS).flatMap(([section, levels]) =>
    [...levels].flatMap((level, i) => (level === '3' ? [] : [`${section}.${i + 1} L${level}`])),
  );
  expect(lines.map(({ id, level }) => `${id} L${level}`).toSorted()).toEqual(wanted.toSorted());
});

test('every line is held by a test or a document that exists, or says why not', () => {
  expect(lines.flatMap(faultsOf)).toEqual([]);
});

test('what is open is counted, and only falls', () => {
  const open = lines.filter(isOpen).length;
  const counts = /^Lines: (\d+)\. Not applicable: (\d+)\. Open: (\d+)\.$/m.exec(LIST)?.slice(1).map(Number);
  const notApplicable = lines.filter(({ shown }) => shown.startsWith('not applicable')).length;
  expect(counts).toEqual([lines.length, notApplicable, open]);
  expect(open).toBe(MOST_OPEN);
});

test('the rooms that log are in the inventory', () => {
  const inventory = readFileSync(resolve(ROOT, 'docs/security/logs.md'), 'utf8');
  const files = [...new Bun.Glob('src/**/*.ts').scanSync(ROOT)].filter((file) => !file.endsWith('.test.ts'));
  const rooms = files.flatMap((file) =>
    [...readFileSync(resolve(ROOT, file), 'utf8').matchAll(/\.(?:debug|info|warn|error)\(\s*'([a-z-]+)\.\w+'/g)].map(
      ([, room]) => room!,
    ),
  );
  expect(new Set(rooms).size).toBeGreaterThan(10);
  expect([...new Set(rooms)].filter((room) => !inventory.includes(`\`${room}\``))).toEqual([]);
});

test.each([
  ['| 1.1.1 | 2 | x |  |', 'neither test nor document'],
  ['| 1.1.1 | 2 | x | `tests/no/such.test.ts` “x” |', 'there is no'],
  ['| 1.1.1 | 2 | x | `tests/architecture/asvs.test.ts` “no such name” |', 'has no test'],
  ['| 1.1.1 | 2 | x | `tests/architecture/asvs.test.ts` |', 'which test'],
  ['| 1.1.1 | 2 | x | `docs/network.md` “No such heading” |', 'has no'],
  ['| 1.1.1 | 2 | x | not applicable:  |', 'no reason'],
  ['| 1.1.1 | 2 | x | **open**: soon |', 'no reason'],
])('%s is found to be wrong', (line, words) => {
  expect(linesOf(line).flatMap(faultsOf).join()).toContain(words);
});

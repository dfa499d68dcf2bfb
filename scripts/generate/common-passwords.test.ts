import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCommonPassword } from '../../src/features/sign-in/common-passwords.ts';
import { demandGoodPassword } from '../../src/features/sign-in/password-rules.ts';
import { commonPasswordsFile, listedPasswords } from './common-passwords.ts';
import { projectRoot } from './project.ts';

const listed = [...listedPasswords(projectRoot)];

test('the committed set is that of the installed package, and no smaller than 100,000', () => {
  const { path, bytes } = commonPasswordsFile(projectRoot);
  expect(readFileSync(join(projectRoot, path)).equals(bytes)).toBe(true);
  expect(bytes.length / 5).toBeGreaterThan(400_000);
});

test('what is listed is found, and what is not is not', () => {
  expect(listed.filter((_, i) => i % 20 === 0).filter((password) => !isCommonPassword(password))).toEqual([]);
  const made = Array.from({ length: 10_000 }, (_, i) => `${i} quiet bees in the orchard`);
  expect(made.filter(isCommonPassword)).toEqual([]);
});

test('no listed password is accepted, however it is written', () => {
  const long = listed.filter((password) => password.length >= 12);
  expect(long.length).toBeGreaterThan(10_000);
  const accepted = long.filter((password, i) => {
    try {
      demandGoodPassword(i % 2 ? password.toUpperCase() : password, { login: 'x', administrator: false, words: [] });
      return true;
    } catch {
      return false;
    }
  });
  expect(accepted).toEqual([]);
});

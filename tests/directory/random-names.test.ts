import { afterAll, beforeAll, expect, test } from 'bun:test';
import { escapeDnValue } from '../../src/features/directory/dn.ts';
import { keptLogin } from '../../src/features/directory/login-name.ts';
import { configuredFor, kept, opened } from './configured.ts';
import { randomNumbers } from './damaged-answers.ts';
import { loginOf, signal, uncounted } from './openldap-house.ts';
import { BASE, ldifEntry, SERVICE, SLAPD, type Slapd, slapdNeeds, startSlapd } from './slapd.ts';

const COUNT = Number(process.env.ADIT_TEST_NAMES ?? 100);
const SEED = Number(process.env.ADIT_TEST_SEED ?? 1);
const LETTERS = [..."abcxyzÄéßøжя漢字한글אבعمกञ😀★·.-_@'", ...'\\*()#=,+<>;"/&|!~%$ ', ...'\\*()#=,+<>;"'];

const random = randomNumbers(SEED);
const text = (length: number) => Array.from({ length }, () => LETTERS[random(LETTERS.length)]).join('');
/** The number makes every name another one, whatever the directory takes for the same letters. */
const people = Array.from({ length: COUNT }, (_, i) => ({
  login: `${text(1 + random(8))}n${i}${text(random(6))}x`.trim(),
  password: `${text(1 + random(20))}${i}`,
}));

let slapd: Slapd;
beforeAll(async () => {
  const entry = ({ login, password }: (typeof people)[number]) =>
    ldifEntry(`uid=${escapeDnValue(login)},ou=people,${BASE}`, {
      objectClass: ['inetOrgPerson'],
      uid: login,
      cn: 'x',
      sn: 'x',
      userPassword: password,
    });
  if (SLAPD) slapd = await startSlapd(people.map(entry).join(''));
}, 60_000);
afterAll(() => slapd?.end());

const modes = [
  ['search', {}],
  ['direct', { mode: 'direct', bind_name: `uid={login},ou=people,${BASE}`, bind_dn: '', bind_password_file: '' }],
] as const;

for (const [mode, settings] of modes)
  test.skipIf(!SLAPD)(
    `${mode}: ${COUNT} random names and passwords (seed ${SEED}) without one wrong sign-in${slapdNeeds}`,
    async () => {
      const directory = opened(configuredFor(slapd, SERVICE.dn, settings), kept().log);
      const prove = async (login: string, password: string) =>
        loginOf(await directory.prove(login, password, signal, uncounted));
      for (const [i, { login, password }] of people.entries()) {
        const told = `${i} of seed ${SEED}: ${JSON.stringify({ login, password })}`;
        expect(await prove(login, password), told).toBe(keptLogin(login));
        const other = people[(i + 1) % people.length] as (typeof people)[number];
        const wrong = [
          other.password,
          `${password}\0`,
          `${password}\0x`,
          `\0${password}`,
          `${password} `,
          password.slice(0, -1),
          `${password}*`,
          '*',
          '',
          '\0',
        ];
        const tried = wrong[random(wrong.length)] as string;
        expect(await prove(login, tried), `${told} by ${JSON.stringify(tried)}`).toBe('refused');
        const unlike = [
          `${login}*`,
          `*${login}`,
          `${login})(uid=*`,
          `${login}\0`,
          `${login},ou=people`,
          login.slice(0, -1),
        ];
        expect(['not-found', 'refused']).toContain(await prove(unlike[random(unlike.length)] as string, password));
      }
    },
    120_000 + COUNT * 200,
  );

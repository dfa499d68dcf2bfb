import { expect, test } from 'bun:test';
import { Scram } from './scram.ts';

/** RFC 7677, 3: user "user", password "pencil". */
const NONCE = 'rOprNGfwEbeRWgbNEkqO';
const SERVER_FIRST = 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096';

test('the exchange of RFC 7677', async () => {
  const scram = new Scram('sha256', 'user', 'pencil', NONCE);
  expect(scram.first()).toBe('n,,n=user,r=rOprNGfwEbeRWgbNEkqO');
  expect(await scram.final(SERVER_FIRST)).toBe(
    'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
  );
  scram.verify('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
  expect(() => scram.verify('v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=')).toThrow('does not know the password');
  expect(() => scram.verify('e=invalid-proof')).toThrow('invalid-proof');
});

test('names with signs of the protocol; servers that answer something else', async () => {
  expect(new Scram('sha512', 'a=b,c', 'p', 'n').first()).toBe('n,,n=a=3Db=2Cc,r=n');
  const fault = (first: string) => new Scram('sha256', 'u', 'p', 'abc').final(first).catch((error) => error.message);
  expect(await fault('r=other,s=AA==,i=4096')).toContain('does not answer');
  expect(await fault('r=abc,s=AA==,i=4096')).toContain('does not answer');
  expect(await fault('r=abcd,s=AA==,i=1')).toContain('1 rounds');
  expect(await fault('r=abcd,s=AA==,i=99999999999')).toContain('rounds');
  expect(await fault('')).toContain('does not answer');
});

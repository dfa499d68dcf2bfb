import { expect, test } from 'bun:test';
import { isCard, isIban } from './checksums.ts';
import { suspect } from './suspect.ts';

const told = (name: string, values: string[]) => {
  const found = suspect({ name, values });
  return found && [found.kind, found.class, found.by];
};

test('check digits: the examples of the standards, and the same with one digit changed', () => {
  // ISO 13616 registry and ECBS; test numbers of the card schemes.
  for (const iban of [
    'DE89 3704 0044 0532 0130 00',
    'GB29NWBK60161331926819',
    'NL91ABNA0417164300',
    'FR1420041010050500013M02606',
  ]) {
    expect(isIban(iban)).toBe(true);
    expect(isIban(iban.replace('1', '2'))).toBe(false);
  }
  for (const card of ['4111 1111 1111 1111', '5500005555555559', '378282246310005', '6011000990139424']) {
    expect(isCard(card)).toBe(true);
    expect(isCard(card.slice(0, -1) + ((Number(card.at(-1)) + 1) % 10))).toBe(false);
  }
});

const MAILS = ['ann@example.com', 'b.ray@example.org', 'c@x.de', 'd@y.fr', 'e@z.nl', 'f@mail.com'];
test.each([
  ['x', MAILS, 'email', 'direct', 'values'],
  ['Customer E-Mail', MAILS, 'email', 'direct', 'both'],
  // Documented examples of the issuing authorities: Dutch BSN, Polish PESEL, Spanish DNI, German tax id.
  ['x', ['111222333', '123456782', '111222333', '123456782', '123456782'], 'national-id', 'direct', 'values'],
  ['dni', ['12345678Z'], 'national-id', 'direct', 'both'],
  ['SteuerID', ['86095742719'], 'national-id', 'direct', 'both'],
  ['pesel', ['44051401359'], 'national-id', 'direct', 'both'],
  ['iban', ['DE89370400440532013000'], 'iban', 'direct', 'both'],
  [
    'x',
    ['+49 40 1234567', '+49 30 7654321', '+44 20 79460958', '+1 (212) 5550123', '+31 20 5551234'],
    'phone',
    'direct',
    'values',
  ],
  ['source', ['10.0.0.1', '10.0.0.2', '192.168.7.9', '8.8.8.8', '2001:db8::1'], 'ip', 'direct', 'values'],
  [
    'handled by',
    ['Anna Meier', 'Hans Schulz', 'Maria Garcia', 'Peter Smith', 'Laura Rossi'],
    'name',
    'direct',
    'values',
  ],
  ['org:resource', ['R1', 'R2'], 'account', 'direct', 'header'],
  ['case:Geburtsdatum', ['1980-05-17', '17.05.1981'], 'birth-date', 'quasi', 'both'],
  ['postalCode', ['20095', '80331'], 'postal-code', 'quasi', 'both'],
  ['PLZ', ['20095'], 'postal-code', 'quasi', 'both'],
  ['gender', ['f', 'm'], 'gender', 'quasi', 'header'],
  ['Diagnosis', ['J45'], 'health', 'sensitive', 'header'],
  [
    'x',
    Array.from({ length: 5 }, (_, i) => `The customer called ${i} times and was quite unhappy about the delay`),
    'free-text',
    'sensitive',
    'values',
  ],
] as const)('%s: %j', (name, values, kind, of, by) => {
  expect(told(name, [...values])).toEqual([kind, of, by]);
});

test.each([
  ['amount', ['100000000', '250000000', '310000000', '400000001', '512345678']],
  ['order', ['4500012345', '4500012346', '4500012347', '4500012348', '4500012349']],
  ['department', ['Sales', 'Finance', 'Legal', 'Support', 'Logistics']],
  ['version', ['1.2.3', '1.2.4', '10.0.1', '2.0.0', '3.1.4']],
  ['at', ['08:15:00', '09:30:00', '10:45:12', '11:00:59', '12:00:00']],
  ['empty', []],
])('%s is nothing of a person', (name, values) => {
  expect(told(name, values)).toBeNull();
});

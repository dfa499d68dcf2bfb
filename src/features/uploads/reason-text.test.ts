import { expect, test } from 'bun:test';
import { textsIn } from '../../platform/text/texts.ts';
import { FIXED_REASONS, reasonText } from './reason-text.ts';

const german = textsIn('de');

test.each([
  ['"Case ID" is a usual name for this role', '„Case ID“ ist ein üblicher Name für diese Rolle'],
  ['"a "b" c" speaks of a case', '„a "b" c“ spricht von einem Fall'],
  ['every sampled value is a time (YYYY-MM-DD)', 'jeder Wert der Stichprobe ist eine Zeit (YYYY-MM-DD)'],
  ['the file says so: DECIMAL(38,4)', 'die Datei sagt es: DECIMAL(38,4)'],
  ['kept as written', 'bleibt wie geschrieben'],
  ['"x" speaks of nothing known', '"x" speaks of nothing known'],
])('%s', (reason, text) => {
  expect(reasonText(reason, german)).toBe(text);
  expect(reasonText(reason, textsIn('en'))).toBe(reason);
});

test('every fixed reason has German', () => {
  for (const reason of FIXED_REASONS)
    expect({ reason, same: reasonText(reason, german) === reason }).toEqual({ reason, same: false });
});

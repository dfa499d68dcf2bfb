import { expect, test } from 'bun:test';
import type { PreviewColumn } from '../../engine/import/preview-job.ts';
import { privacyView, takePrivacy } from './privacy-form.ts';
import { saidIn } from './said-columns.ts';

const sent = (column: string, of: string, choice: string, value = '', shown = `${of}||`) => ({
  ...{ privacyColumn: [column], privacyClass: [of], privacyAction: [choice], privacyValue: [value] },
  ...{ shownPrivacy: [shown], privacyAdd: '' },
});
const decided = (...of: Parameters<typeof sent>) => {
  const said = saidIn({ columns: [{ column: 'who', role: 'resource', privacy: { class: 'direct', action: 'keep' } }] });
  takePrivacy(said, sent(...of));
  return said.columns.get('who');
};

test('what was decided is taken, with a figure that makes sense where none was typed', () => {
  expect(decided('who', 'direct', 'hash')).toEqual({
    column: 'who',
    role: 'resource',
    privacy: { class: 'direct', action: 'hash' },
  });
  expect(decided('who', 'quasi', 'bands', 'x')?.privacy).toEqual({
    class: 'quasi',
    action: 'generalise',
    by: 'bands',
    width: 10,
  });
  expect(decided('who', 'quasi', 'bands', '2,5')?.privacy).toMatchObject({ width: 2.5 });
  expect(decided('who', 'quasi', 'shift', '99999')?.privacy).toMatchObject({ days: 3650 });
  expect(decided('who', 'quasi', 'mask', '4')?.privacy).toMatchObject({ action: 'mask', length: 4 });
});

test('what stands as it was shown says nothing; what was decided can be taken back', () => {
  expect(decided('who', 'quasi', '', '', 'quasi||')?.privacy).toEqual({ class: 'direct', action: 'keep' });
  expect(decided('who', 'direct', '', '', 'direct|keep|')?.privacy).toBeUndefined();
});

test('a column that was left out because of people comes back', () => {
  const said = saidIn({ columns: [{ column: 'who', drop: true, privacy: { class: 'direct', action: 'drop' } }] });
  takePrivacy(said, sent('who', 'direct', 'hash', '', 'direct|drop|'));
  expect(said.columns.get('who')).toEqual({ column: 'who', privacy: { class: 'direct', action: 'hash' } });
});

test('a garbled form is refused', () => {
  expect(() => decided('who', 'direct', 'sell')).toThrow('garbled');
  expect(() => decided('who', 'nobody', 'hash')).toThrow('garbled');
});

test('shown are columns that seem to be about people, or were decided about; the others can be asked for', () => {
  const column = (name: string, more: Partial<PreviewColumn>) =>
    ({ name, role: 'attribute', type: 'category', personal: null, privacy: null, ...more }) as PreviewColumn;
  const columns = [
    column('mail', { personal: { kind: 'email', class: 'direct', confidence: 0.9, by: 'values' } }),
    column('amount', { privacy: { class: 'quasi', action: 'generalise', by: 'bands', width: 5 } }),
    column('other', {}),
    column('time', { role: 'timestamp', type: 'time' }),
  ];
  const view = privacyView(columns, { privacyAdd: 'time' });
  expect(view.rows.map(({ name, choice, value }) => [name, choice, value])).toEqual([
    ...[
      ['mail', '', ''],
      ['amount', 'bands', '5'],
      ['time', '', ''],
    ],
  ]);
  expect([view.others, view.open]).toEqual([['other'], 1]);
  expect(view.rows[2]!.choices).toEqual(['keep', 'drop', 'shift']);
});

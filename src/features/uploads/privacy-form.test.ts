import { expect, test } from 'bun:test';
import type { PreviewColumn } from '../../engine/import/preview-job.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { hierarchyMistake, privacyView, takePrivacy } from './privacy-form.ts';
import { saidIn } from './said-columns.ts';

const TEXTS = textsIn('en');
const sent = (column: string, of: string, choice: string, value = '', shown = `${of}||`, groups = '') => ({
  ...{
    privacyColumn: [column],
    privacyClass: [of],
    privacyAction: [choice],
    privacyValue: [value],
    privacyGroups: [groups],
  },
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
    ({
      name,
      role: 'attribute',
      type: 'category',
      personal: null,
      privacy: null,
      stands: null,
      drop: false,
      ...more,
    }) as PreviewColumn;
  const columns = [
    column('mail', { personal: { kind: 'email', class: 'direct', confidence: 0.9, by: 'values' } }),
    column('amount', { privacy: { class: 'quasi', action: 'generalise', by: 'bands', width: 5 } }),
    column('other', {}),
    column('time', { role: 'timestamp', type: 'time' }),
    column('phone', { drop: true, personal: { kind: 'phone', class: 'direct', confidence: 0.9, by: 'values' } }),
  ];
  const view = privacyView(columns, { privacyAdd: 'time' }, TEXTS);
  expect(view.rows.map(({ name, choice, value }) => [name, choice, value])).toEqual([
    ...[
      ['mail', '', ''],
      ['amount', 'bands', '5'],
      ['time', '', ''],
      ['phone', '', ''],
    ],
  ]);
  expect(view.rows.map(({ asked, leftOut }) => [asked, leftOut])).toEqual([
    ...[
      [true, false],
      [false, false],
      [false, false],
      [false, true],
    ],
  ]);
  expect([view.others, view.open]).toEqual([['other'], 1]);
  expect(view.rows[2]!.choices).toEqual(['keep', 'drop', 'shift']);
});

test('a hierarchy as lines, of any level, becomes groups; it is shown again, and stays where nothing is typed', () => {
  const text = '20095;Hamburg;Germany\r\n20144;Hamburg;Germany\n\n75001;Paris;France\n';
  const first = decided('who', 'quasi', 'groups', '1', 'quasi||', text);
  expect(first?.privacy).toEqual({
    ...{ class: 'quasi', action: 'generalise', by: 'groups' },
    groups: [
      { to: 'Hamburg', values: ['20095', '20144'] },
      { to: 'Paris', values: ['75001'] },
    ],
  });
  expect(decided('who', 'quasi', 'groups', '2', 'quasi||', text)?.privacy?.groups?.map(({ to }) => to)).toEqual([
    'Germany',
    'France',
  ]);
  expect(decided('who', 'quasi', 'groups', '', 'quasi||', 'a\tb')?.privacy?.groups).toEqual([
    { to: 'b', values: ['a'] },
  ]);
  const column = {
    ...first!,
    name: 'who',
    personal: null,
    role: 'resource',
    type: 'category',
  } as unknown as PreviewColumn;
  const [row] = privacyView([column], null, TEXTS).rows;
  expect(row?.groups).toEqual({ text: '20095;Hamburg\n20144;Hamburg\n75001;Paris', kept: 0 });
  const said = saidIn({ columns: [first!] });
  takePrivacy(said, sent('who', 'sensitive', 'groups', '1', 'quasi|groups|1', ''));
  expect(said.columns.get('who')?.privacy).toMatchObject({ class: 'sensitive', groups: first!.privacy!.groups });
});

test.each(['only a value', ';group', 'a;b\nc;'])('a hierarchy with a line that lacks something is told: %j', (text) => {
  expect(hierarchyMistake(sent('who', 'quasi', 'groups', '1', '', text))).toMatchObject({
    code: 'upload.badHierarchy',
  });
  expect(hierarchyMistake(sent('who', 'quasi', 'hash', '1', '', text))).toBeNull();
});

import { describe, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { textPlaces, textsOf, textsOfPages } from '../../scripts/texts/collect.ts';
import { compareTexts } from '../../scripts/texts/compare.ts';
import { textsOfForm, textsOfPlugin } from '../../scripts/texts/declared.ts';
import { calculators, filters } from '../../src/engine/generated/built-ins.ts';
import german from '../../src/platform/text/de.json' with { type: 'json' };

const root = resolve(import.meta.dir, '../..');
const texts = textsOfPages(root);
const found = compareTexts(texts, german);

describe('the German catalogue', () => {
  test('has every text that a page may show', () => {
    expect(found.missing).toEqual([]);
  });

  test('has no text that no page shows', () => {
    expect(found.unused).toEqual([]);
  });

  test('fills in what the English fills in, and nothing else', () => {
    expect(found.otherPlaceholders).toEqual([]);
    expect(found.empty).toEqual([]);
  });

  test('is in order, so that two people rarely edit the same place', () => {
    const keys = Object.keys(german);
    expect(keys).toEqual(keys.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  test('speaks to people formally', () => {
    expect(Object.entries(german).filter(([, text]) => /\b(du|dich|dir|dein\w*)\b/i.test(text))).toEqual([]);
  });
});

/** The texts of a house that has these files and nothing else. */
function textsOfPlanted(files: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'adit-texts-'));
  try {
    for (const place of textPlaces) mkdirSync(join(folder, place), { recursive: true });
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return textsOfPages(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('a planted text without German is found, with its file', () => {
  test.each([
    ['a template', 'views/planted/new.eta', "<p><%= t('Planted text') %></p>"],
    [
      'one of a component',
      'views/planted/new.eta',
      "<%~ part('@components/note', { title: t('Planted text', { a: 1 }) }) %>",
    ],
    [
      'one for many',
      'views/planted/new.eta',
      "<%= n(it.list.length, '{n} of it', 'Planted text', fmt.number(it.list.length)) %>",
    ],
    ['code', 'src/features/planted/view.ts', "const label = words.t(\n  'Planted text',\n);"],
    ['code with a viewer', 'src/features/planted/view.ts', "textsIn(call.viewer.locale).t('Planted text')"],
    [
      'the title of an analysis page',
      'src/features/planted/pages.ts',
      "workbench.page({ section: 'map', title: 'Planted text' })",
    ],
    ['the title of a view', 'src/features/planted/pages.ts', "show(parts, call, '@planted/new', 'Planted text', {})"],
    [
      'a fault of the calendar',
      'src/mining/log/working-calendar.ts',
      "faults.push({ pointer, message: 'Planted text' })",
    ],
  ])('%s', (_, path, source) => {
    const { missing } = compareTexts(textsOfPlanted({ [path]: source }), german);
    expect(missing).toContainEqual(['Planted text', path]);
  });

  test('the forms and the manual of a plug-in', () => {
    const planted = Object.assign({}, filters[0]!, { title: 'Planted text', category: 'planted' });
    expect(textsOfPlugin(planted)).toEqual(expect.arrayContaining(['Planted text', 'planted', planted.summary]));
    expect(textsOfForm(planted).length).toBeGreaterThan(0);
    const declared = [...filters, ...calculators].flatMap(({ title, summary }) => [title, summary]);
    expect(declared.filter((text) => !texts.has(text))).toEqual([]);
  });

  test('and nothing is taken for a text that is none', () => {
    expect(textsOf("part('x'); count('y'); it.t('z'); const a = at('b');")).toEqual([]);
    expect(textsOf("t('It\\'s')")).toEqual(["It's"]);
  });
});

test('a wrong catalogue is found', () => {
  const shown = new Map([['{n} case', 'views/a.eta']]);
  expect(compareTexts(shown, { '{n} case': '{m} Fall', Gone: ' ' })).toEqual({
    missing: [],
    unused: ['Gone'],
    otherPlaceholders: ['{n} case'],
    empty: ['Gone'],
  });
});

test('no page hands its frame an English title', () => {
  const pages = readdirSync(resolve(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((p) =>
    /(?<!\.test)\.ts$/.test(p),
  );
  const plain = pages.filter((path) =>
    /frameOf\(\s*\w+,\s*\{\s*title: '(?!API')/.test(readFileSync(resolve(root, 'src', path), 'utf8')),
  );
  expect(plain).toEqual([]);
});

/** What is translated without being a literal; each comes from what the collector looks through, or from a fault. */
const KNOWN = [
  ...[
    'it.title',
    'TITLES[form]',
    'name',
    'summary',
    'title',
    'declared.title',
    'problem.title',
    'it.problem.title',
    'asked.filter.title',
    'notice',
    'text',
  ],
  ...[
    'group.category',
    'filter.title',
    'filter.summary',
    'entry.title',
    'entry.summary',
    'field.text',
    'figure.text',
    'KINDS[column.kind]',
  ],
  ...['filter?.title ?? String(step.id)', 'String(params.part)', 'String(params.operator)', 'choiceText(branch)'],
  ...[
    'labelOf(name, property)',
    "property.description ?? ''",
    'value',
    'role',
    'c.role',
    'c.class',
    'reason',
    'EACH[bucket]',
  ],
  ...['HEADS[sort]', 'at[name]', 'pattern', 'q.message', 's.error.message', 'mistakes.message', 'it.mistakes.message'],
  ...[
    'it.mistakes.settings.message',
    'it.mistakes.password.message',
    'it.problem.detail',
    'error.message',
    'it.error',
    'field.error',
  ],
  // Words of the performance page, by what the calculators call them.
  ...['message', 'PER[bucket]', 'PICK_TEXTS[pick]', 'KINDS[kind]', 'KINDS[batch.kind]', 'TITLES[of]'],
  // Why a model cannot be compared with; groups of the triage.
  ...['it.fault', 'TITLES[group]', 'TITLES[item.group]'],
  // Models: what they are, their scores, what they were discovered by, and why there is none.
  ...['KIND_NAMES[format]', 'KIND_NAMES[version.format]', 'METHOD_NAMES[value]', 'METHOD_NAMES[score.method]'],
  ...['SOUNDNESS_TEXTS[net.soundness]', 'SOUNDNESS_TEXTS[facts.net.soundness]', 'WAY_NAMES[way]', 'sentence'],
  ...['measure.title', 'measure.text', 'it.measures[i].title', 'it.measures[i].text', 'setting.algorithm.title'],
  ...['setting.algorithm.calculator.summary', 'side.message', 'it.failure'],
  // Templates of rules, and how bad it is to break one.
  ...['it.intro', 'it.summary', 'SEVERITY_TEXTS[value]', 'SEVERITY_TEXTS[severity]'],
  // Kinds of models, what is measured of them, and what constraints say.
  ...['measure.title', 'measure.text', 'it.measures[i].title', 'it.measures[i].text', 'sentence', 'it.failure'],
  ...['KIND_NAMES[format]', 'KIND_NAMES[version.format]', 'METHOD_NAMES[value]', 'METHOD_NAMES[score.method]'],
  ...['SOUNDNESS_TEXTS[facts.net.soundness]'],
  // Kinds of jobs and schedules, by what they call themselves.
  ...['job.title', 'schedule.title', 'it.titleOf(name.kind)', 'parts.titleOf(job.kind)'],
  // What a permission allows, and roles by name.
  ...['PERMISSIONS[scope]', 'row.does', 'does', 'role.name', 'one.role'],
  // How a file differs from the one that a mapping was made for.
  ...['HOLDS[values.is]!', 'HOLDS[values.was]!', 'MISSING[values.is]!', 'VALUES[values.is]!'],
  ...['wrong.mistakes.message', 'it.wrong.mistakes.message'],
  // Loads: columns that differ, what stands against taking back or sending again, reasons of refused rows.
  ...['SENTENCES[kind]', 'HOLDS[level as ColumnLevel][of as ColumnClass]', 'reason.message', 'p.reason'],
  ...['it.notUndoable.message', 'it.closed.message'],
  // What was decided about people.
  'DECIDED[action]',
  // Checks of data quality, their dimensions and grades.
  ...['kind.title', 'kind.summary', 'GRADE_TEXTS[grade]', 'DIMENSION_TITLES[dimension]', 'advice'],
  ...["findCheck(check.check)?.summary ?? ''", 'findCheck(rule.check)?.title ?? rule.check'],
  ...['SEVERITY_TEXTS[rule.severity]', 'KNOWN_TEXTS[value]'],
  // Connectors, and what can be begun with what they read.
  ...[
    'type.title',
    'type.summary',
    'it.type.title',
    'it.type.summary',
    'connector.title',
    'connection.kind',
    'row.type',
    'offer.text',
  ],
  // Pipelines: transforms, the form of a step, what is wrong with it, and why a run failed.
  ...['transform.title', 'transform.summary', 'GROUPS[group]!', 'TYPE_TEXTS[type]', 'f.title', 'f.summary'],
  ...["schema.description ?? ''", 'property.description ?? key', 'schema.description ?? name'],
  ...['input.problem', 'f.error', 'run.error', 'm.message', 'hint', 'title'],
  // What connections and runs said, kept in English.
  ...['it.lastTest.words', 'run.error.message', 'last.error.message', 'one.message', 'detail', "row.note ?? 'table'"],
];

test('nothing else is translated than literals and what the collector knows; mark texts in data with `english()`', () => {
  const argument = /(?:(?<![\w.$])(?:words\.|texts\.)?|\)\.)t\((?!\s*')((?:[^(),]|\([^()]*\))+)[,)]/g;
  const used = ['views', 'src/features', 'src/platform/http'].flatMap((folder) =>
    readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /(?<!\.test)\.(?:ts|eta)$/.test(path))
      .flatMap((path) => [...readFileSync(resolve(root, folder, path), 'utf8').matchAll(argument)])
      .map(([, expression]) => expression!.trim()),
  );
  expect(used.length).toBeGreaterThan(KNOWN.length);
  expect([...new Set(used)].filter((expression) => !KNOWN.includes(expression))).toEqual([]);
});

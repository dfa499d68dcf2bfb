import { type Static, Type } from '#sdk';
import type { PreviewColumn } from '../../engine/import/preview-job.ts';
import { PRIVACY_CLASSES, type Privacy, SHIFT_DAYS } from '../../engine/import/privacy-schema.ts';
import type { Texts as Catalogue } from '../../platform/text/texts.ts';
import { decidedWords } from '../datasets/index.ts';
import { type Groups, hierarchyText, readHierarchy } from './hierarchy.ts';
import { garbledForm, type SaidColumns } from './said-columns.ts';

const Texts = (maxLength: number) => Type.Array(Type.String({ maxLength }), { default: [], maxItems: 60_000 });

/** What the mapping step says of people, one value of each list for each column that it shows. */
export const privacyFields = {
  privacyColumn: Texts(100_000),
  privacyClass: Texts(20),
  privacyAction: Texts(20),
  privacyValue: Texts(20),
  /** Lines of a hierarchy, for the columns that are put into groups. */
  privacyGroups: Texts(2_000_000),
  /** The three above as they stood in the form when it was shown. */
  shownPrivacy: Texts(100),
  /** A further column that is to be decided about. */
  privacyAdd: Type.String({ maxLength: 100_000, default: '' }),
};
const Fields = Type.Object(privacyFields);
type PrivacyFields = Static<typeof Fields>;

/** What can be chosen; each needs one figure at most, and groups their hierarchy. */
export const PRIVACY_CHOICES = [
  ...['keep', 'mask-on-view', 'drop', 'hash', 'mask', 'bands', 'month', 'year', 'prefix', 'groups', 'shift'],
] as const;

const GENERALISING = new Set(['bands', 'month', 'year', 'prefix', 'groups']);

const choiceOf = ({ action, by }: Privacy): string => (action === 'generalise' ? (by ?? '') : action);
const figureOf = ({ width, length, days, by }: Privacy): string =>
  String(width ?? length ?? days ?? (by === 'groups' ? 1 : ''));

/** A figure that makes sense where none was typed. */
const FIRST: Readonly<Record<string, number>> = { bands: 10, prefix: 2, mask: 0, shift: SHIFT_DAYS, groups: 1 };

interface Typed {
  readonly of: string;
  readonly choice: string;
  readonly value: string;
  readonly groups: string;
}

function decided({ of, choice, value: typed, groups }: Typed, before: Privacy | undefined): Privacy {
  const known = PRIVACY_CLASSES.find((name) => name === of) ?? garbledForm();
  if (!PRIVACY_CHOICES.some((name) => name === choice)) garbledForm();
  const figure = Number(typed.trim().replace(',', '.'));
  const value = typed.trim() === '' || !Number.isFinite(figure) || figure < 0 ? FIRST[choice]! : figure;
  if (!GENERALISING.has(choice)) {
    const action = choice as Privacy['action'];
    const more =
      action === 'mask'
        ? { length: Math.min(100, Math.floor(value)) }
        : action === 'shift'
          ? { days: days(value) }
          : {};
    return { class: known, action, ...more };
  }
  const by = choice as NonNullable<Privacy['by']>;
  return {
    ...{ class: known, action: 'generalise', by },
    ...(by === 'bands' ? { width: value > 0 ? value : FIRST.bands! } : {}),
    ...(by === 'prefix' ? { length: Math.min(100, Math.floor(value)) } : {}),
    ...(by === 'groups' ? groupsOf(groups, value, before) : {}),
  };
}

/** Those that are typed; where nothing is, or it cannot be read, those that were there. */
function groupsOf(text: string, level: number, before: Privacy | undefined): Pick<Privacy, 'groups'> {
  const known = before?.groups ? { groups: before.groups } : {};
  try {
    return text.trim() === '' ? known : { groups: readHierarchy(text, level) };
  } catch {
    return known; // said by hierarchyMistake
  }
}

/** What is wrong with a hierarchy that was typed; null: nothing. */
export function hierarchyMistake({ privacyAction, privacyValue, privacyGroups }: PrivacyFields): unknown {
  try {
    privacyGroups.forEach((text, i) => {
      if (privacyAction[i] === 'groups') readHierarchy(text, levelOf(privacyValue[i]));
    });
    return null;
  } catch (error) {
    return error;
  }
}

const levelOf = (typed = ''): number => Math.max(1, Math.floor(Number(typed.trim())) || FIRST.groups!);

const days = (value: number): number => Math.min(3_650, Math.max(1, Math.floor(value)));

const shownAs = (of: string, choice: string, value: string): string => `${of}|${choice}|${value}`;

/** Takes what was decided, and what was taken back. */
export function takePrivacy({ columns }: SaidColumns, fields: PrivacyFields): void {
  fields.privacyColumn.forEach((column, i) => {
    const [of = '', choice = '', value = '', groups = ''] = [
      ...[fields.privacyClass[i], fields.privacyAction[i], fields.privacyValue[i], fields.privacyGroups[i]],
    ];
    const isGrouped = choice === 'groups' && groups.trim() !== '';
    if (shownAs(of, choice, value) === fields.shownPrivacy[i] && !isGrouped) return;
    const { privacy, drop, ...rest } = columns.get(column) ?? { column };
    // What was left out because of people comes back with another decision.
    const kept = drop && privacy?.action !== 'drop' ? { drop } : {};
    columns.set(column, {
      ...rest,
      ...kept,
      ...(choice === '' ? {} : { privacy: decided({ of, choice, value, groups }, privacy) }),
    });
  });
}

/** Columns that seem to say something of people, that were decided about, or that were asked for. */
export function privacyView(
  columns: readonly PreviewColumn[],
  fields: (Partial<PrivacyFields> & { readonly mode?: string }) | null,
  texts: Pick<Catalogue, 't'>,
) {
  const isAdded = fields?.mode === 'append' || fields?.mode === 'upsert';
  const shown = new Set([...(fields?.privacyColumn ?? []), fields?.privacyAdd ?? '']);
  const isShown = ({ name, personal, privacy, stands }: PreviewColumn) =>
    personal !== null || privacy !== null || stands !== null || shown.has(name);
  const rows = columns.filter(isShown).map((column) => {
    const { name, personal, privacy, stands, role, type, drop } = column;
    const of = privacy?.class ?? personal?.class ?? 'plain';
    const [choice, value] = privacy ? [choiceOf(privacy), figureOf(privacy)] : ['', ''];
    return {
      ...{ name, of, choice, value, shown: shownAs(of, choice, value), choices: choicesFor(role, type) },
      ...{ leftOut: drop, asked: choice === '' && of === 'direct' && !drop },
      decided: decidedText(column, texts),
      ...(isAdded && stands && stands.action !== 'keep' ? { choices: sameOrLess(stands, choice) } : {}),
      ...{ kind: personal?.kind ?? null, by: personal?.by ?? null, confidence: personal?.confidence ?? null },
      needsValue: choice in FIRST,
      groups: privacy?.groups ? groupsView(privacy.groups) : { text: '', kept: 0 },
    };
  });
  const others = columns.filter((column) => !isShown(column)).map(({ name }) => name);
  return { rows, others, open: rows.filter(({ asked }) => asked).length };
}

/** What was decided about a column in the dataset that the file goes into; null: nothing. */
export const decidedText = ({ stands }: PreviewColumn, texts: Pick<Catalogue, 't'>): string | null =>
  stands && texts.t('decided in the dataset: {what}', { what: decidedWords(stands, texts) });

/** Rows that are added are treated as those that are there, or left out; what was chosen before stays to be seen. */
const sameOrLess = (stands: Privacy, chosen: string): readonly string[] =>
  PRIVACY_CHOICES.filter((choice) => choice === choiceOf(stands) || choice === 'drop' || choice === chosen);

/** The lines, or how many groups are kept that would be too long to show. */
function groupsView(groups: Groups): { text: string; kept: number } {
  const text = hierarchyText(groups);
  return { text, kept: text === '' ? groups.length : 0 };
}

const TIMES = ['timestamp', 'start'];

/** What a column can bear: a log keeps its cases, activities and times. */
function choicesFor(role: string, type: string): readonly string[] {
  const isTime = type === 'time' || TIMES.includes(role);
  return PRIVACY_CHOICES.filter((choice) => {
    if (choice === 'keep') return true;
    if (role === 'case') return choice === 'hash';
    if (TIMES.includes(role)) return choice === 'drop' || choice === 'shift';
    if (choice === 'shift' || choice === 'month' || choice === 'year') return isTime;
    if (choice === 'bands' || choice === 'prefix') return !isTime && role !== 'activity';
    if (role === 'activity') return choice === 'hash' || choice === 'groups';
    if (choice === 'groups') return !isTime && role !== 'lifecycle' && role !== 'instance';
    return role !== 'lifecycle' || choice === 'drop';
  });
}

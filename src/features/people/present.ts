import type { Words } from '../../platform/text/words.ts';
import { hiddenFields } from '../workbench/index.ts';
import { BODIES } from './bodies.ts';
import { type PeopleColumns, peopleColumns } from './columns.ts';
import { type PeopleWork, SUBJECTS, type Subject } from './model.ts';
import type { DrawNetwork } from './network-thread.ts';
import { peopleOf } from './use-cases.ts';

const COUNTS = [10, 25, 40, 80, 150];

/** The page as plain data. */
export async function presentPeople(work: PeopleWork, words: Words, draw: DrawNetwork): Promise<object> {
  const columns = await peopleColumns(work);
  const { chosen } = columns;
  const subject = work.query.show ?? 'work';
  const frame = { ...toolsOf(work, columns, subject, words), dataset: work.dataset.id, groupsOnly: !work.mayReadCases };
  if (!work.personalViews) return { ...frame, subject: null, isOff: true };
  if (!chosen) return { ...frame, subject: null };
  const body = await BODIES[subject](work, chosen, words, draw);
  return { ...frame, subject: body && subject, body };
}

/** Title, tabs, and the choice of column and number. */
function toolsOf(work: PeopleWork, { chosen, offered }: PeopleColumns, subject: Subject, { t }: Words) {
  const here = work.href({ by: undefined, people: undefined });
  const titles = {
    ...{ work: t('Work'), handovers: t('Handovers'), roles: t('Roles') },
    ...{ together: t('Together'), performance: t('Performance') },
  };
  return {
    tabs: SUBJECTS.map((id) => ({
      text: titles[id],
      href: work.href({ show: id === 'work' ? undefined : id }),
      here: id === subject,
    })),
    columns: offered.map(({ id, name }) => ({ value: id, text: name, href: work.href({ by: id }) })),
    ...{ column: chosen?.id ?? '', columnName: chosen?.name ?? '' },
    counts: (subject === 'roles' ? [] : COUNTS).map((count) => ({
      value: count,
      text: t('{n} busiest', { n: String(count) }),
    })),
    people: peopleOf(work),
    hidden: hiddenFields(here),
  };
}

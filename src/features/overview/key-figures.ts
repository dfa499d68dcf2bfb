import type { Words } from '../../platform/text/words.ts';
import { type KeyFigure, keyFigure, throughputFigures } from '../workbench/index.ts';
import type { Durations, Summary } from './model.ts';

/** What the log is, in figures; null: fewer cases than may be shown. */
export function keyFigures(summary: Summary | null, statistics: Durations['statistics'], words: Words): KeyFigure[] {
  if (!summary) return [];
  const { t, fmt } = words;
  const moment = (text: string | null) => (text === null ? null : Date.parse(text));
  const { cases, events, activities, variants } = summary;
  return [
    keyFigure(t('Cases'), fmt.number(cases)),
    keyFigure(t('Events'), fmt.number(events)),
    keyFigure(t('Activities'), fmt.number(activities)),
    keyFigure(t('Variants'), fmt.number(variants), t('Different sequences of activities')),
    keyFigure(t('Events per case'), fmt.number(cases === 0 ? null : events / cases, 1), t('Events divided by cases')),
    ...(statistics ? throughputFigures(statistics, words) : []),
    keyFigure(t('First event'), fmt.date(moment(summary.start)), fmt.exactInstant(moment(summary.start))),
    keyFigure(t('Last event'), fmt.date(moment(summary.end)), fmt.exactInstant(moment(summary.end))),
  ];
}

import { english } from '../../platform/text/texts.ts';

const lines = (...text: string[]): string => text.join('\n');

/** Statements to start from, which every log has the columns for. */
export const EXAMPLES: readonly { readonly title: string; readonly statement: string }[] = [
  {
    title: english('Activities by frequency'),
    statement: lines(
      'select activity, count(*) as events, count(distinct case_id) as cases',
      'from events',
      'group by activity',
      'order by events desc',
    ),
  },
  {
    title: english('The longest cases'),
    statement: lines(
      'select case_id, event_count, first_time, round(duration_ms / 86400000, 1) as days',
      'from cases',
      'order by duration_ms desc',
      'limit 20',
    ),
  },
  {
    title: english('Variants'),
    statement: lines(
      'with traces as (',
      "  select case_id, string_agg(activity, ' → ' order by position) as trace",
      '  from events',
      '  group by case_id',
      ')',
      'select trace, count(*) as cases',
      'from traces',
      'group by trace',
      'order by cases desc',
    ),
  },
  {
    title: english('Cases that start in each month'),
    statement: lines(
      "select date_trunc('month', first_time) as month, count(*) as cases",
      'from cases',
      'group by month',
      'order by month',
    ),
  },
  {
    title: english('Time from each event to the next'),
    statement: lines(
      'with steps as (',
      '  select activity, lead(activity) over w as next_activity,',
      "    date_diff('second', time, lead(time) over w) as seconds",
      '  from events',
      '  window w as (partition by case_id order by position)',
      ')',
      'select activity, next_activity, count(*) as times, round(median(seconds) / 3600, 2) as median_hours',
      'from steps',
      'where next_activity is not null',
      'group by activity, next_activity',
      'order by times desc',
    ),
  },
];

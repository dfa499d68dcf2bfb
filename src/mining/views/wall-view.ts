import { COLUMNS, type Segment, type View } from '#sdk';

/** The same events on the wall clock, whatever clock the view runs on; the view itself where it runs on that one. */
export function wallView(segment: Segment, view: View): View {
  if (view.time === segment.numbers(COLUMNS.time)) return view;
  const { cases, events, defaultClassifier } = view;
  return {
    ...{ cases, events, defaultClassifier },
    get activity() {
      return view.activity;
    },
    time: segment.numbers(COLUMNS.time),
    startTime: segment.has(COLUMNS.startTime) ? segment.numbers(COLUMNS.startTime) : null,
  };
}

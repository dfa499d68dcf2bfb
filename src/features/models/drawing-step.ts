import { LINE_HEIGHT } from '../../mining/layout/name-boxes.ts';
import type { Format } from '../../platform/text/format.ts';
import type { Texts } from '../../platform/text/texts.ts';
import { barOf, countsText, deviationClass, figureOf, type Overlay, type StepCounts } from './drawing-overlay.ts';
import type { Shape } from './drawing-shapes.ts';

export interface DrawingParts {
  /** Where cases part from the model; null: the model alone. */
  readonly overlay: Overlay | null;
  /** Where a click on a step leads; null: nowhere. */
  readonly hrefOf: ((step: { activity: string; transition: string | null }) => string) | null;
  readonly fmt: Format;
  readonly texts: Texts;
  /** Of the element that holds the drawing, where a page has several. */
  readonly id?: string;
}

/** Width of the bar of counts in a step stays within its round corners. */
const BAR_INSET = 6;

/** A shape as it is shown: colour, figures and link of a step, and where its texts stand. */
export function paint(shape: Shape, { overlay, hrefOf, fmt, texts }: DrawingParts) {
  const { activity, transition, x, y, width, height, name } = shape;
  const counts = activity === null || !overlay ? null : countsOf(overlay, activity, transition);
  const heat = counts === null ? null : deviationClass(counts);
  const shown = activity?.trim() === '' ? texts.t('(none)') : null;
  const inside = shown === null ? name : [shown];
  const hasBar = counts !== null && heat !== null;
  const middle = y + 4 - (hasBar ? 2 : 0);
  return {
    ...{ form: shape.form, x, y, width, height, sign: shape.sign, inner: shape.inner, dot: shape.dot, rx: shape.rx },
    classes: heat === null ? shape.look : `${shape.look} model-d${heat}`,
    texts: inside.map((text, i) => ({ text, y: middle + (i - (inside.length - 1) / 2) * LINE_HEIGHT })),
    label: shape.label,
    title: counts === null || activity === null ? shape.title : countsText(shape.title, counts, fmt, texts),
    href: activity !== null && hrefOf ? hrefOf({ activity, transition }) : null,
    bar: hasBar
      ? barOf(counts, width - 2 * BAR_INSET).map((part) => ({ ...part, x: x - width / 2 + BAR_INSET + part.x }))
      : [],
    figure: counts === null ? null : figureOf(counts, fmt),
  };
}

function countsOf(
  { transitions, activities }: NonNullable<DrawingParts['overlay']>,
  activity: string,
  transition: string | null,
): StepCounts {
  const nothing = { together: 0, modelOnly: 0, logOnly: 0 };
  return (transition === null ? undefined : transitions.get(transition)) ?? activities.get(activity) ?? nothing;
}

import type { Format } from '../../platform/text/format.ts';
import type { Texts } from '../../platform/text/texts.ts';
import { type Drawing, drawingOf } from './drawing.ts';
import { DRAWN_AS, type DrawnAs } from './drawing-layout.ts';
import { overlayOf } from './drawing-overlay.ts';
import { layOutModel } from './reading.ts';

const TREE =
  "->( 'Receive invoice', *( +( 'Check amount', X( 'Check supplier', tau ) ), 'Ask the supplier for what is missing' ), O( 'Pay', 'Archive' ) )";

const step = (activity: string, together: number, modelOnly: number) => ({
  ...{ transition: '', activity, together, modelOnly },
});

/** One model drawn in every way, with every colour: for the page of components. */
export function sampleDrawings(fmt: Format, texts: Texts): Readonly<Record<DrawnAs, Drawing>> {
  const overlay = overlayOf({
    steps: [
      step('Receive invoice', 1000, 0),
      step('Check amount', 980, 20),
      step('Check supplier', 850, 150),
      step('Ask the supplier for what is missing', 60, 30),
      step('Pay', 20, 980),
    ],
    extra: [
      { activity: 'Pay', count: 3 },
      { activity: 'Phone', count: 12 },
    ],
  });
  const of = (as: DrawnAs) =>
    drawingOf(layOutModel({ format: 'tree', text: TREE }, as), {
      ...{ overlay, fmt, texts, id: `sample-${as}`, hrefOf: () => '#models' },
    });
  return Object.fromEntries(DRAWN_AS.map((as) => [as, of(as)])) as Record<DrawnAs, Drawing>;
}

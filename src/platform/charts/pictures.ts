import { AppError } from '#sdk';
import { AskedThread } from '../threads/index.ts';
import type { PictureTask } from './chart-worker.ts';
import type { Chart, Look } from './model.ts';
import { optionOf } from './option.ts';
import { paletteOf } from './palette.ts';

/** Draws charts on a thread of its own, so that nobody else waits; the thread starts with the first picture. */
export interface Pictures {
  /** The chart as an SVG document without styles or scripts. */
  svgOf(chart: Chart, look: Look): Promise<string>;
  stop(): void;
}

/** Pictures that wait at one time; more are refused. */
const MOST_WAITING = 100;

export function pictures(): Pictures {
  let thread: AskedThread<PictureTask, string> | null = null;
  return {
    svgOf(chart, look) {
      if (!thread || thread.ended) thread = new AskedThread(new URL('./chart-worker.ts', import.meta.url), 'charts');
      if (thread.waiting >= MOST_WAITING)
        throw new AppError('unavailable', 'charts.busy', 'Too many pictures are being drawn. Try again in a moment.');
      return thread.ask({ option: optionOf(chart), palette: paletteOf(look.theme), look });
    },
    stop() {
      thread?.stop(
        new AppError('unavailable', 'charts.stopped', 'The picture could not be drawn just now. Try again.'),
      );
      thread = null;
    },
  };
}

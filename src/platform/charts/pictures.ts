import { AppError } from '#sdk';
import type { PictureAnswer, PictureAsked } from './chart-worker.ts';
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

interface Waiting {
  resolve(svg: string): void;
  reject(error: Error): void;
}

export function pictures(): Pictures {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | null = null;
  let last = 0;
  const fail = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const started = (): Worker => {
    const worker = new Worker(new URL('./chart-worker.ts', import.meta.url).href);
    worker.onmessage = ({ data }: MessageEvent<PictureAnswer>) => {
      const asked = waiting.get(data.id);
      waiting.delete(data.id);
      if (waiting.size === 0) worker.unref();
      if (data.svg !== undefined) asked?.resolve(data.svg);
      else asked?.reject(new Error(data.error));
    };
    worker.onerror = (event) => {
      thread = null;
      fail(new Error(`the thread of charts: ${event.message}`));
    };
    return worker;
  };
  return {
    svgOf(chart, look) {
      if (waiting.size >= MOST_WAITING)
        throw new AppError('unavailable', 'charts.busy', 'Too many pictures are being drawn. Try again in a moment.');
      thread ??= started();
      const id = last++;
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      waiting.set(id, { resolve, reject });
      thread.ref();
      thread.postMessage({ id, option: optionOf(chart), palette: paletteOf(look.theme), look } satisfies PictureAsked);
      return promise;
    },
    stop() {
      thread?.terminate();
      thread = null;
      fail(new AppError('unavailable', 'charts.stopped', 'The picture could not be drawn just now. Try again.'));
    },
  };
}

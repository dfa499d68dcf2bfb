import { AppError } from '#sdk';
import { AskedThread } from '../../platform/threads/index.ts';
import type { ModelContents } from './contents.ts';
import type { DrawnAs, LaidOut } from './drawing-layout.ts';
import type { ReadModel } from './model.ts';
import type { ExportFormat } from './reading.ts';
import type { ReadingTask } from './reading-worker.ts';

/** Reads what comes from outside: on a thread of its own, so that nobody else waits, and not for longer than a model takes. */
export interface ModelReader {
  read(sent: string | Uint8Array): Promise<ReadModel>;
  /** The result of a calculator that discovers. */
  readDiscovered(result: string): Promise<ReadModel>;
  /** The model laid out to be drawn in one way; null: in the one that most people read. */
  layOut(model: Pick<ReadModel, 'format' | 'text'>, as: DrawnAs | null): Promise<LaidOut>;
  convert(model: Pick<ReadModel, 'format' | 'text'>, to: ExportFormat, name: string): Promise<string>;
  contents(model: Pick<ReadModel, 'format' | 'text'>): Promise<ModelContents>;
}

type Answer = ReadModel | LaidOut | ModelContents | string;
const LIMIT_MS = 10_000;

export function readingThread(limitMs = LIMIT_MS): ModelReader {
  let thread: AskedThread<ReadingTask, Answer> | null = null;
  const ask = async <D extends Answer>(task: ReadingTask): Promise<D> => {
    if (!thread || thread.ended) thread = new AskedThread(new URL('./reading-worker.ts', import.meta.url), 'models');
    const own = thread;
    const timer = setTimeout(() => own.stop(tooSlow()), limitMs);
    try {
      return (await own.ask(task)) as D;
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    read: (sent) => ask({ do: 'read', sent }),
    readDiscovered: (result) => ask({ do: 'discovered', result }),
    layOut: (model, as) => ask({ do: 'layOut', model, as }),
    convert: (model, to, name) => ask({ do: 'convert', model, to, name }),
    contents: (model) => ask({ do: 'contents', model }),
  };
}

const tooSlow = () =>
  new AppError('too_large', 'model.tooSlow', 'The model could not be read in time. Keep a smaller one, or try again.');

import { AppError } from '#sdk';
import type { Answered, Asked } from './asked-thread.ts';

declare const self: Worker;

/** Makes this thread one that answers tasks, one after the other. */
export function answerTasks<T, D>(answer: (task: T) => D): void {
  self.onmessage = ({ data: { id, task } }: MessageEvent<Asked<T>>) => {
    self.postMessage(answered(id, () => answer(task)));
  };
}

function answered<D>(id: number, work: () => D): Answered<D> {
  try {
    return { id, done: work() };
  } catch (error) {
    if (error instanceof AppError) return { id, fault: error.toData() };
    return { id, defect: String((error as Error).stack ?? error) };
  }
}
